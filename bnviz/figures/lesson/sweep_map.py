"""A grid of networks: learning rates across, another setting down, and a colour and a number in each cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.language import _
from bnviz.maths import Array

DIVERGED = "✕"
NEVER = "–"

_CELL, _ABOVE_AND_BELOW = 37, 92  # pixels
_BEST = "#D55E00"  # seen on every colour of the scale
_RING = (("#FFFFFF", 4), ("#000000", 1.5))  # one of the two is seen on every colour, and on every page


class Scale(NamedTuple):
    """How a measure is coloured.

    Attributes:
        limits: the values of the first and the last colour.
        ticks: the values that the bar is labelled at, and the labels.
        tell: a value as it stands in its cell.
        unit: what stands after it elsewhere.
        bright_is_low: whether low values are the good, bright ones.
        logarithmic: whether equal factors are equal distances of colour.
    """

    limits: tuple[float, float]
    ticks: Sequence[tuple[float, str]]
    tell: Callable[[float], str]
    unit: str = ""
    bright_is_low: bool = False
    logarithmic: bool = False

    def at(self, values: Array) -> Array:
        """Where values lie on the bar."""
        return np.log10(values) if self.logarithmic else values


class Axis(NamedTuple):
    """What is varied along an axis: its title, and the cells' labels."""

    title: str
    labels: Sequence[str]


def sweep_map_figure(
    values: Array,
    *,
    scale: Scale,
    x: Axis,
    y: Axis,
    title: str,
    diverged: NDArray[np.bool_],
    seen: NDArray[np.bool_],
    best: tuple[int, int] | None,
    chosen: tuple[int, int] | None = None,
) -> go.Figure:
    """A map of one measure. A click on a cell tells its column and its row, from 0.

    Args:
        values: (rows, columns), from above; NaN where there is no value.
        scale: how they are coloured.
        x: what is varied across.
        y: what is varied down.
        title: a few words.
        diverged: which networks diverged: they have a ✕ in place of a colour.
        seen: which networks have been trained, if only a little; the others' cells are empty.
        best: the row and column that is framed.
        chosen: the row and column with a ring.
    """
    layout: Part = {
        "xaxis": _axis(x) | {"range": [-0.5, len(x.labels) - 0.5]},
        "yaxis": _axis(y) | {"range": [len(y.labels) - 0.5, -0.5]},
        "margin": MARGIN | {"l": 52, "r": 64, "b": 48},
        "showlegend": False,
        "hovermode": "closest",
        "shapes": ([_frame(*best)] if best else []) + (_ring(*chosen) if chosen else []),
    }
    missing = seen & ~diverged & ~np.isfinite(values)
    cells = _cells(values, scale, x, y, diverged)
    traces = [cells, _signs(diverged, DIVERGED), _signs(missing, NEVER), _bar(scale)]
    return figure(
        traces,
        layout,
        title=title,
        alt=_alt(title, values, scale, x, y, diverged, best),
        steps=False,
        height=_ABOVE_AND_BELOW + _CELL * len(values),
    )


def _axis(axis: Axis) -> Part:
    return {
        "title": titled(axis.title),
        "tickvals": list(range(len(axis.labels))),
        "ticktext": list(axis.labels),
        "autotickangles": [0, 45],
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def _cells(values: Array, scale: Scale, x: Axis, y: Axis, diverged: NDArray[np.bool_]) -> Part:
    known = np.isfinite(values) & ~diverged
    told = np.array([[scale.tell(value) if shown else "" for value, shown in zip(*row, strict=True)]
                     for row in zip(values, known, strict=True)])  # fmt: skip
    return {
        "type": "heatmap",
        "meta": {"cells": True},
        "z": scale.at(np.where(known, values, np.nan)).astype(np.float32),
        "showscale": False,
        **_colours("z", scale),
        "xgap": 1.5,
        "ygap": 1.5,
        "text": told,
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "customdata": _words(told, scale, x, y, diverged),
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": True,
    }


def _colours(name: str, scale: Scale) -> Part:
    """Plotly's words for the colours of a scale, where the values are called `name`."""
    low, high = map(float, scale.at(np.array(scale.limits)))
    return {
        f"{name}min": low,
        f"{name}max": high,
        "colorscale": "Cividis",
        "reversescale": scale.bright_is_low,
    }


def _words(
    told: NDArray[np.str_], scale: Scale, x: Axis, y: Axis, diverged: NDArray[np.bool_]
) -> list[list[str]]:
    def word(row: int, column: int) -> str:
        if diverged[row, column]:
            return _("diverged")
        return f"{told[row, column]}{scale.unit}" if told[row, column] else _("no value")

    return [
        [
            f"{y.title} {down}, {x.title} {across}: {word(row, column)}"
            for column, across in enumerate(x.labels)
        ]
        for row, down in enumerate(y.labels)
    ]


def _bar(scale: Scale) -> Part:
    """The colour bar, on a trace of its own: that of a map without a value would be left out."""
    values, labels = zip(*scale.ticks, strict=True)
    bar = {
        "thickness": 10,
        "outlinewidth": 0,
        "xpad": 6,
        "ypad": 0,
        "tickvals": scale.at(np.array(values, float)).tolist(),
        "ticktext": list(labels),
        "ticks": "outside",
        "ticklen": 3,
    }
    marker = {"color": [0], "showscale": True, "colorbar": bar, **_colours("c", scale)}
    return {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "marker": marker}


def _signs(where: NDArray[np.bool_], sign: str) -> Part:
    """A sign in cells without a colour, in the colour of the page's text."""
    rows, columns = np.nonzero(where)
    return {
        "type": "scatter",
        "mode": "text",
        "x": columns,
        "y": rows,
        "text": [sign] * len(rows),
        "textfont": {"size": 13},
        "hoverinfo": "skip",
    }


def _frame(row: int, column: int) -> Part:
    edge = {"color": _BEST, "width": 3}
    return {
        "type": "rect",
        "x0": column - 0.47,
        "x1": column + 0.47,
        "y0": row - 0.47,
        "y1": row + 0.47,
        "line": edge,
    }


def _ring(row: int, column: int) -> list[Part]:
    place = {"x0": column - 0.4, "x1": column + 0.4, "y0": row - 0.4, "y1": row + 0.4}
    return [{"type": "circle", **place, "line": {"color": colour, "width": width}} for colour, width in _RING]


def _alt(
    title: str,
    values: Array,
    scale: Scale,
    x: Axis,
    y: Axis,
    diverged: NDArray[np.bool_],
    best: tuple[int, int] | None,
) -> str:
    if best is None:
        return _("{title}: no network has a value yet.").format(title=title)
    row, column = best
    told = _("{title}: the best is {value} at {place}; {count} of {total} have a value, {diverged} diverged.")
    return told.format(
        title=title,
        value=f"{scale.tell(values[best])}{scale.unit}",
        place=f"{x.title} {x.labels[column]}, {y.title} {y.labels[row]}",
        count=int(np.isfinite(values).sum()),
        total=values.size,
        diverged=int(diverged.sum()),
    )
