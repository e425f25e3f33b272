"""Bands from the smallest value to the largest."""

import numpy as np

from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.figures.lesson.ranges import Range, ranges_figure

STEPS = (0, 1, 10, 100)
LOW, HIGH = np.array([1.0, 2, 3, 4]), np.array([2.0, 4, np.inf, 8])


def draw():
    ranges = [Range("BN", STEPS, LOW, HIGH, OUTPUT), Range("no BN", STEPS, LOW, LOW, PLAIN)]
    return ranges_figure(ranges, title="Loss", y=Axis("nats"))


def test_each_band_reaches_from_its_low_to_its_high():
    lower, upper, *line = draw().data
    np.testing.assert_array_equal(lower.y, LOW)
    np.testing.assert_array_equal(upper.y, np.where(np.isfinite(HIGH), HIGH, np.nan))
    assert (lower.fill, upper.fill) == (None, "tonexty")
    assert [trace.showlegend for trace in (lower, upper)] == [False, None]
    np.testing.assert_array_equal(line[0].y, line[1].y)


def test_step_0_has_a_place_on_an_axis_of_powers_of_ten():
    figure = draw()
    axis = figure.layout.xaxis
    labels = dict(zip(axis.ticktext, axis.tickvals, strict=True))
    assert figure.data[0].x[0] == labels["0"] < figure.data[0].x[1] == labels["1"] == 1
    assert labels["100"] == 100
    assert axis.type == "log"
    assert 10 ** axis.range[0] < labels["0"]
    assert 10 ** axis.range[1] > 100


def test_values_are_read_off_labels_that_are_whole_numbers():
    axis = draw().layout.yaxis
    assert axis.type == "log"
    assert axis.tickvals == (1, 2, 5, 10)
    assert axis.ticktext == ("1", "2", "5", "10")


def test_bands_differ_in_more_than_colour():
    bn, plain = draw().data[1::2]
    assert bn.line.color != plain.line.color
    assert bn.line.dash != plain.line.dash
    assert bn.fillcolor.startswith("rgba(0,114,178,")


def test_it_says_what_is_seen():
    alt = draw().layout.meta["alt"]
    assert "BN 1.00 … 2.00 at step 0, 4.00 … 8.00 at step 100; no BN 1.00 at step 0, 4.00 at" in alt
