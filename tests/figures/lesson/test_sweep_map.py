"""The map of a sweep: every cell in its colour, with its number or its sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from bnviz.figures.lesson.sweep_map import DIVERGED, NEVER, Axis, Scale, sweep_map_figure

VALUES = np.array([[0.5, np.nan], [0.9, np.nan], [np.nan, np.nan]])
DIVERGED_AT = np.array([[False, True], [False, False], [False, False]])
SEEN = np.array([[True, True], [True, True], [False, False]])
PERCENT = Scale((0, 1), [(0, "0 %"), (1, "100 %")], lambda value: f"{100 * value:.0f}", " %")


def drawn(**changes: Any) -> go.Figure:
    given: dict[str, Any] = {
        "scale": PERCENT,
        "x": Axis("learning rate", ["0.1", "1"]),
        "y": Axis("init σ", ["0.01", "0.1", "1"]),
        "title": "BN: accuracy",
        "diverged": DIVERGED_AT,
        "seen": SEEN,
        "best": (1, 0),
    }
    return sweep_map_figure(changes.pop("values", VALUES), **given | changes)


def test_a_cell_has_its_colour_its_number_and_its_words() -> None:
    cells = drawn().data[0]
    np.testing.assert_allclose(np.array(cells["z"], float), VALUES, rtol=1e-6)
    assert np.array(cells["text"]).tolist() == [["50", ""], ["90", ""], ["", ""]]
    assert cells["customdata"][1][0] == "init σ 0.1, learning rate 0.1: 90 %"
    assert cells["customdata"][0][1] == "init σ 0.01, learning rate 1: diverged"
    assert cells.meta == {"cells": True}, "or a click would not tell its cell"


def test_what_diverged_and_what_has_no_value_have_signs_and_the_untrained_has_none() -> None:
    _, diverged, missing, _ = drawn().data
    assert (list(diverged["x"]), list(diverged["y"]), list(diverged["text"])) == ([1], [0], [DIVERGED])
    assert (list(missing["x"]), list(missing["y"]), list(missing["text"])) == ([1], [1], [NEVER])


def test_a_diverged_network_has_no_colour_even_if_it_has_a_value() -> None:
    cells = drawn(diverged=np.array([[True, False]] * 3)).data[0]
    assert np.isnan(np.array(cells["z"], float)).all()


def test_the_best_is_framed_and_told() -> None:
    figure = drawn()
    (frame,) = figure.layout.shapes
    assert (frame["x0"] + frame["x1"]) / 2 == pytest.approx(0)
    assert (frame["y0"] + frame["y1"]) / 2 == pytest.approx(1)
    alt = figure.layout.meta["alt"]
    assert alt == (
        "BN: accuracy: the best is 90 % at learning rate 0.1, init σ 0.1; 2 of 6 have a value, 1 diverged."
    )


def test_the_chosen_square_has_a_ring_of_two_colours_inside_the_frame() -> None:
    frame, *ring = drawn(chosen=(1, 0)).layout.shapes
    assert len({each["line"]["color"] for each in ring}) == 2
    for each in ring:
        assert each["type"] == "circle"
        assert ((each["x0"] + each["x1"]) / 2, (each["y0"] + each["y1"]) / 2) == pytest.approx((0, 1))
        assert frame["x0"] < each["x0"] < each["x1"] < frame["x1"]


def test_an_empty_map_keeps_its_colour_bar_and_its_size() -> None:
    full, empty = drawn(), drawn(values=VALUES * np.nan, best=None)
    assert full.data[-1].marker == empty.data[-1].marker
    assert full.data[-1].marker.showscale
    for figure in (full, empty):
        assert tuple(figure.layout.xaxis.range) == (-0.5, 1.5)
        assert tuple(figure.layout.yaxis.range) == (2.5, -0.5), "rows are counted from above"
        assert not figure.data[0].showscale


def test_an_empty_map_says_so() -> None:
    figure = drawn(values=VALUES * np.nan, best=None)
    assert not figure.layout.shapes
    assert figure.layout.meta["alt"] == "BN: accuracy: no network has a value yet."


def test_on_a_logarithmic_scale_equal_factors_are_equal_distances() -> None:
    scale = Scale((0.1, 10), [(1, "1")], str, bright_is_low=True, logarithmic=True)
    values = np.array([[0.1, 1], [10, 1], [1, 1]])
    cells, *_, bar = drawn(scale=scale, values=values, diverged=DIVERGED_AT & False).data
    np.testing.assert_allclose(np.array(cells["z"], float), [[-1, 0], [1, 0], [0, 0]], atol=1e-6)
    assert (cells.zmin, cells.zmax, cells.reversescale) == (-1, 1, True)
    assert (bar.marker.cmin, bar.marker.cmax, bar.marker.reversescale) == (-1, 1, True)
    assert list(bar.marker.colorbar.tickvals) == [0]
