"""Lines over one axis."""

import numpy as np
import pytest

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.statistics_looks import STATISTICS

CURVES = [
    Curve("one", (1, 10, 100), (0.1, 0.5, 0.9), STATISTICS["batch"]),
    Curve("other", (1, 10, 100), np.array([0.9, 0.9, 0.8]), STATISTICS["running"], "lines"),
]


def draw(**more):
    axes = {
        "x": Axis("size", (1, 1000), (1, 10), logarithmic=True),
        "y": Axis("accuracy", (0, 1), percent=True),
    }
    return curves_figure(CURVES, title="Accuracy", **(axes | more))


def test_each_curve_has_its_points_and_a_look_of_its_own():
    figure = draw()
    for trace, curve in zip(figure.data, CURVES, strict=True):
        assert (trace.name, trace.mode) == (curve.name, curve.mode)
        np.testing.assert_array_equal(trace.y, curve.y)
    one, other = figure.data
    assert one.line.color != other.line.color
    assert one.line.dash != other.line.dash


def test_the_limits_are_values_on_a_logarithmic_axis_too():
    figure = draw()
    assert figure.layout.xaxis.range == (0, 3)
    assert figure.layout.xaxis.ticktext == ("1", "10")
    assert figure.layout.yaxis.range == (0, 1)


def test_a_cursor_points_at_its_value():
    (line,) = draw(cursor=10).layout.shapes
    assert line.x0 == line.x1 == 10
    assert not draw().layout.shapes


def test_it_says_what_is_seen():
    assert "one 0.100 to 0.900, other 0.900 to 0.800" in draw().layout.meta["alt"]


@pytest.mark.parametrize("name", STATISTICS)
def test_no_two_statistics_look_alike(name):
    others = [hue for other, hue in STATISTICS.items() if other != name]
    for part in ("colour", "marker", "dash"):
        assert getattr(STATISTICS[name], part) not in {getattr(hue, part) for hue in others}
