from __future__ import annotations

import math

import numpy as np
import pytest

from bnviz.figures import arm_styles, loss_figure

from .run_tables import losses

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def test_one_line_an_arm_in_its_colour_and_dash():
    figure = loss_figure(losses([2.3, 0.5], [2.3, 2.2]), STYLES, steps=10, diverged_at={})
    assert [line.name for line in figure.data] == ["BN", "no BN"]
    for line, style in zip(figure.data, STYLES, strict=True):
        assert (line.line.color, line.line.dash) == (style.colour, style.dash)
    np.testing.assert_array_equal(figure.data[1].x, [1, 2])
    np.testing.assert_array_equal(figure.data[1].y, np.float32([2.3, 2.2]))


def test_numbers_travel_as_they_are_measured():
    line = loss_figure(losses([2.3, 0.5]), STYLES[:1], steps=10, diverged_at={}).data[0]
    assert line.y.dtype == np.float32
    assert np.issubdtype(line.x.dtype, np.integer)
    assert line.x.itemsize <= 4  # wider integers would be written out


def test_the_step_axis_is_the_experiment_not_what_is_measured():
    for curve in ([2.3], [2.3, 0.5, 0.1]):
        figure = loss_figure(losses(curve), STYLES[:1], steps=3000, diverged_at={})
        assert figure.layout.xaxis.range == (0, 3000)


def test_the_loss_axis_is_logarithmic_and_holds_all_losses():
    axis = loss_figure(losses([2.3, 0.013]), STYLES[:1], steps=10, diverged_at={}).layout.yaxis
    assert axis.type == "log"
    assert axis.autorangeoptions.clipmin <= 0.013
    assert axis.autorangeoptions.clipmax >= 2.3


def test_a_diverged_arm_ends_with_a_cross_at_its_step():
    frame = losses([2.3, 1.0, 0.5], [2.3, 40.0, math.nan])
    figure = loss_figure(frame, STYLES, steps=10, diverged_at={1: 3})
    cross = figure.data[2]
    assert (cross.marker.symbol, cross.marker.color) == ("x", STYLES[1].colour)
    assert list(cross.x) == [3]
    assert "diverged at step 3" in cross.hovertemplate
    np.testing.assert_array_equal(figure.data[1].x, [1, 2])


def test_a_diverging_arm_does_not_squeeze_the_others():
    frame = losses([2.3, 1.0, 0.5], [2.3, 1e30, math.inf])
    figure = loss_figure(frame, STYLES, steps=10, diverged_at={1: 3})
    top = figure.layout.yaxis.autorangeoptions.clipmax
    assert top <= 100
    assert figure.data[2].y[0] == pytest.approx(top)


def test_an_arm_that_diverged_at_once_is_still_marked():
    figure = loss_figure(losses([math.nan]), STYLES[1:], steps=10, diverged_at={0: 1})
    assert list(figure.data[1].x) == [1]
    assert np.isfinite(figure.data[1].y).all()


def test_a_loss_of_zero_is_left_out():
    figure = loss_figure(losses([2.0, 0.0, 1.0]), STYLES[:1], steps=10, diverged_at={})
    np.testing.assert_array_equal(figure.data[0].x, [1, 3])


def test_the_alternative_text_tells_the_newest_numbers():
    frame = losses([2.3, 0.2134], [2.3, math.nan])
    figure = loss_figure(frame, STYLES, steps=10, diverged_at={1: 2})
    assert figure.layout.meta["alt"] == "Training loss at step 2: BN 0.213, no BN diverged at step 2."


def test_before_the_first_step_all_is_in_place():
    figure = loss_figure(losses([], []), STYLES, steps=10, diverged_at={})
    assert [line.name for line in figure.data] == ["BN", "no BN"]
    assert figure.layout.meta["alt"] == "Training loss: nothing measured yet."
