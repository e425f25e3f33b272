"""Systems as points: where they stand, and which two are compared."""

from __future__ import annotations

import math

import pytest

from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.figures.lesson.steps_to_target import Point, steps_to_target_figure

POINTS = [
    Point("slow", 31.0, 0.722, PLAIN),
    Point("fast", 2.1, 0.73, OUTPUT),
    Point("lost", None, 0.7, OUTPUT),
]


def draw(compared: tuple[str, str] = ("slow", "fast")):
    return steps_to_target_figure(POINTS, compared, title="Systems", target=0.722, target_name="slow’s best")


def symbols(figure) -> dict:
    return {trace.name: trace for trace in figure.data}


def test_each_system_stands_at_its_steps_and_its_best() -> None:
    found = symbols(draw())
    assert (found["fast"].x, found["fast"].y) == ((2.1,), (0.73,))
    assert (found["slow"].x, found["slow"].y) == ((31.0,), (0.722,))


def test_who_never_gets_there_stands_beyond_all_others_where_the_axis_says_so() -> None:
    figure = draw()
    (place,) = symbols(figure)["lost"].x
    axis = figure.layout.xaxis
    assert place > 50
    assert axis.ticktext[axis.tickvals.index(place)] == "never"
    assert axis.range[0] < math.log10(place) < axis.range[1]


@pytest.mark.parametrize("pair", [("slow", "fast"), ("fast", "lost")])
def test_the_two_compared_are_larger_and_in_bold(pair: tuple[str, str]) -> None:
    figure = draw(pair)
    sizes = {name: trace.marker.size for name, trace in symbols(figure).items()}
    assert {name for name, size in sizes.items() if size == max(sizes.values())} == set(pair)
    assert {name for name, trace in symbols(figure).items() if trace.text == (f"<b>{name}</b>",)} == set(pair)


def test_the_line_at_the_target_says_what_it_is() -> None:
    figure = draw()
    (line,), (label,) = figure.layout.shapes, figure.layout.annotations
    assert line.y0 == line.y1 == label.y == 0.722
    assert label.text == "slow’s best: 72.2%"


def test_all_limits_hold_all_systems_and_the_words_tell_them() -> None:
    figure = draw()
    low, high = figure.layout.yaxis.range
    assert all(low < point.best < high for point in POINTS)
    assert "slow 31.0 million, best 72.2%" in figure.layout.meta["alt"]
    assert "lost never" in figure.layout.meta["alt"]
