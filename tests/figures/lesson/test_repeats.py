"""Dots for each time, and their means."""

import numpy as np
import pytest

from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.figures.lesson.repeats import Repeats, repeats_figure

ROWS = [
    Repeats("BN", (8, 64), [np.array([0.25, 0.75]), np.array([0.5, 1.0])], OUTPUT),
    Repeats("no BN", (8, 64), np.array([[0.1, 0.3], [0.2, 0.2]]), PLAIN, joined=False),
]


def draw(rows=ROWS, **more):
    return repeats_figure(rows, title="Again", x=Axis("m"), y=Axis("accuracy", percent=True), **more)


def test_every_time_is_a_dot_and_the_means_are_symbols():
    dots, means, plain_dots, plain_means, _ = draw().data
    assert list(zip(dots.x, dots.y, strict=True)) == [(8, 0.25), (8, 0.75), (64, 0.5), (64, 1.0)]
    np.testing.assert_allclose(means.y, [0.5, 0.75])
    np.testing.assert_allclose(plain_means.y, [0.2, 0.2])
    assert (means.mode, plain_means.mode) == ("lines+markers", "markers")
    assert dots.marker.size < means.marker.size
    assert {plain_dots.mode, dots.mode} == {"markers"}


def test_the_legend_names_each_row_once():
    assert legend(draw()) == ["BN", "no BN", "small: one seed, large: mean"]
    assert legend(draw(each="mini-batch"))[-1] == "small: one mini-batch, large: mean"


def legend(figure):
    return [trace.name for trace in figure.data if trace.showlegend is not False]


def test_places_may_have_names():
    axis = draw(labels=["few", "many"]).layout.xaxis
    assert (axis.tickvals, axis.ticktext) == ((8, 64), ("few", "many"))


@pytest.mark.parametrize(("labels", "place"), [(None, "8"), (["few", "many"], "few")])
def test_it_says_mean_and_range_of_each_place(labels, place):
    alt = draw(labels=labels).layout.meta["alt"]
    assert f"BN 50.0% (25.0% to 75.0%) at {place}" in alt
    assert "no BN 20.0% (10.0% to 30.0%)" in alt


def test_one_time_has_no_range():
    alt = draw([Repeats("BN", (8,), np.array([[0.5]]), OUTPUT)]).layout.meta["alt"]
    assert alt.endswith("BN 50.0% at 8.")


def test_what_was_measured_once_has_no_small_dots_to_explain():
    assert legend(draw([Repeats("BN", (8,), np.array([[0.5]]), OUTPUT)])) == ["BN"]
