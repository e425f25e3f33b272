from __future__ import annotations

import math

import numpy as np
import pytest

from bnviz.figures import accuracy_figure, arm_styles

from .run_tables import accuracies

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def test_accuracy_is_in_per_cent_of_all_there_is():
    figure = accuracy_figure(accuracies([0.1, 0.97], [0.1, 0.113]), STYLES, steps=10)
    np.testing.assert_allclose(figure.data[0].y, [10, 97], rtol=1e-6)
    assert figure.data[0].y.dtype == np.float32
    assert figure.layout.yaxis.range == (0, 100)


def test_one_line_an_arm_in_its_colour_and_dash():
    figure = accuracy_figure(accuracies([0.1], [0.1]), STYLES, steps=10)
    looks = [(line.name, line.line.color, line.line.dash) for line in figure.data]
    assert looks == [(style.name, style.colour, style.dash) for style in STYLES]


def test_guessing_is_marked_and_named():
    (line,) = accuracy_figure(accuracies([0.1]), STYLES[:1], steps=10).layout.shapes
    assert line.y0 == line.y1 == 10
    assert line.label.text == "chance, 10 %"


def test_a_diverged_arm_stops():
    figure = accuracy_figure(accuracies([0.1, math.nan]), STYLES[1:], steps=10)
    np.testing.assert_array_equal(figure.data[0].x, [0])


def test_a_diverged_arm_ends_with_a_cross_where_it_stopped():
    tests = accuracies([0.1, 0.9], [0.1, math.nan])
    figure = accuracy_figure(tests, STYLES, steps=10, diverged_at={1: 1})
    cross = figure.data[2]
    assert (cross.marker.symbol, cross.marker.color) == ("x", STYLES[1].colour)
    assert (cross.x[0], cross.y[0]) == (1, pytest.approx(10))
    assert "no BN diverged at step 1" in figure.layout.meta["alt"]


def test_an_arm_that_diverged_before_any_test_is_marked_at_chance():
    figure = accuracy_figure(accuracies([math.nan]), STYLES[1:], steps=10, diverged_at={0: 1})
    assert figure.data[1].y[0] == 10


def test_the_alternative_text_tells_the_newest_numbers():
    figure = accuracy_figure(accuracies([0.1, 0.971], [0.1, 0.114]), STYLES, steps=10)
    assert figure.layout.meta["alt"] == "Test accuracy at step 1: BN 97.1 %, no BN 11.4 %, chance is 10 %."


def test_a_legend_of_many_arms_gets_a_row_of_its_own():
    styles = arm_styles(["a", "b", "c"], ["batch", "batch", "none"])
    two = accuracy_figure(accuracies([0.1], [0.1]), STYLES, steps=10).layout
    three = accuracy_figure(accuracies([0.1], [0.1], [0.1]), styles, steps=10).layout
    extra = three.height - two.height
    assert extra > 0
    assert three.margin.t - two.margin.t == extra
