"""Dots on one axis, a row for each mini-batch: where its examples lie, its mean and its deviation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import Hue
from bnviz.figures.words import number
from bnviz.language import _

_ROW, _ABOVE_AND_BELOW = 58, 84  # pixels
_BAND = 0.36  # of a row's height, for mean ± deviation


class Company(NamedTuple):
    """A mini-batch: its name, its values (x₁ first), and its look."""

    name: str
    values: Sequence[float]
    hue: Hue


def company_figure(rows: Sequence[Company], *, title: str, axis: str, followed: str) -> go.Figure:
    """Dots in rows, with mean ± one standard deviation as a box and the first of each row named.

    Args:
        rows: the mini-batches, from above.
        title: a few words.
        axis: the title of the axis.
        followed: the name of each row's first value, such as "x₁".
    """
    heights = range(len(rows) - 1, -1, -1)
    traces = [_dots(row, height, followed) for row, height in zip(rows, heights, strict=True)]
    layout: Part = {
        "xaxis": {"title": titled(axis), "zeroline": False, "range": _limits(rows)},
        "yaxis": {
            "tickvals": list(heights),
            "ticktext": [row.name for row in rows],
            "range": [-0.6, len(rows) - 0.4],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "shapes": [
            shape
            for row, height in zip(rows, heights, strict=True)
            for shape in _mean_and_deviation(row, height)
        ],
        "showlegend": False,
        "hovermode": "closest",
        "margin": MARGIN | {"b": 42},
    }
    size = _ABOVE_AND_BELOW + _ROW * len(rows)
    return figure(traces, layout, title=title, alt=_alt(title, rows, followed), steps=False, height=size)


def _dots(row: Company, height: int, followed: str) -> Part:
    count = len(row.values)
    return {
        "type": "scatter",
        "name": row.name,
        "mode": "markers+text",
        "x": list(row.values),
        "y": [height] * count,
        "text": [f"<b>{followed}</b>"] + [""] * (count - 1),
        "textposition": "top center",
        "marker": {
            "symbol": row.hue.marker,
            "size": [15] + [9] * (count - 1),
            "color": row.hue.colour,
            "opacity": [1.0] + [0.7] * (count - 1),
            "line": {"color": row.hue.colour, "width": 1.5},
        },
        "hovertemplate": f"{row.name}: %{{x:.4g}}<extra></extra>",
    }


def _mean_and_deviation(row: Company, height: int) -> list[Part]:
    mean, deviation = float(np.mean(row.values)), float(np.std(row.values))
    colour = row.hue.colour
    low, high = height - _BAND, height + _BAND
    box = {"x0": mean - deviation, "x1": mean + deviation, "y0": low, "y1": high}
    line = {"x0": mean, "x1": mean, "y0": low, "y1": high}
    return [
        {"type": "rect", **box, "fillcolor": colour, "opacity": 0.16, "line": {"width": 0}, "layer": "below"},
        {"type": "line", **line, "line": {"color": colour, "width": 2}, "layer": "below"},
    ]


def _limits(rows: Sequence[Company]) -> list[float]:
    """All dots and boxes, with some room."""
    ends = [float(np.mean(row.values)) + sign * float(np.std(row.values)) for row in rows for sign in (-1, 1)]
    values = [*ends, *(value for row in rows for value in row.values)]
    room = 0.08 * (max(values) - min(values)) or 1.0
    return [min(values) - room, max(values) + room]


def _alt(title: str, rows: Sequence[Company], followed: str) -> str:
    told = _("{name}: {followed} {value}, mean {mean}, standard deviation {deviation}")
    readings = [
        told.format(
            name=row.name,
            followed=followed,
            value=number(row.values[0]),
            mean=number(float(np.mean(row.values))),
            deviation=number(float(np.std(row.values))),
        )
        for row in rows
    ]
    return f"{title}. {'; '.join(readings)}."
