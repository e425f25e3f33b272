"""A unit's values on the curve of its nonlinearity, and below them how they are distributed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import Hue
from bnviz.figures.lesson.rows import Row
from bnviz.figures.words import number
from bnviz.language import _
from bnviz.maths import Array
from bnviz.maths.activations import Activation

REACH = 8.0
"""The x axis goes as far to both sides; it stands still while values move."""

_MANY = 50  # from so many values on they are see-through
_BINS = 65
_HILL = 0.3  # of the figure's height, for the tallest distribution


def on_curve_figure(
    activation: Activation,
    rows: Sequence[Row],
    *,
    title: str,
    limits: tuple[float, float],
    middle: float | None,
    height: int = 330,
) -> go.Figure:
    """Dots on the curve g, the tangent at 0, and the hill of each row's distribution at the bottom.

    Args:
        activation: g and g′.
        rows: inputs of g, of a look each; the last one on top.
        title: a few words.
        limits: of the y axis.
        middle: how far the nearly straight middle reaches to each side, which is shaded; None: no tangent.
        height: pixels.
    """
    places = np.linspace(-REACH, REACH, 321)
    answer = _line(places, activation.function(places), _("nonlinearity"), "rgba(128,128,128,0.9)", "solid")
    traces = [answer | {"showlegend": False}]
    if middle is not None:
        zero = np.zeros(1)
        tangent = activation.function(zero) + activation.derivative(zero) * places
        traces.append(_line(places, tangent, _("tangent at 0"), "rgba(128,128,128,0.9)", "dot"))
    traces += [_hill(row) for row in rows]
    traces += [_dots(row, activation) for row in rows]
    layout: Part = {
        "xaxis": {
            "range": [-REACH, REACH],
            "title": titled(_("input to the nonlinearity")),
            "zeroline": True,
        },
        "yaxis": {"range": list(limits), "title": titled(_("its output")), "zeroline": False},
        "yaxis2": {"overlaying": "y", "range": [0, 1 / _HILL], "visible": False, "fixedrange": True},
        "hovermode": "closest",
        "margin": MARGIN | {"b": 46},
        "shapes": [] if middle is None else [_shade(middle)],
    }
    return figure(traces, layout, title=title, alt=_alt(title, rows), steps=False, height=height)


def _line(x: Array, y: Array, name: str, colour: str, dash: str) -> Part:
    line = {"color": colour, "dash": dash, "width": 1.5}
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": x,
        "y": y,
        "line": line,
        "hoverinfo": "skip",
    }


def _dots(row: Row, activation: Activation) -> Part:
    many = len(row.values) > _MANY
    return {
        "type": "scatter",
        "name": row.name,
        "mode": "markers",
        "x": row.values.astype(np.float32),
        "y": activation.function(row.values).astype(np.float32),
        "marker": _marker(row.hue) | {"size": 6 if many else 11, "opacity": 0.35 if many else 1},
        "hovertemplate": "%{x:.3g} → %{y:.3g}<extra></extra>",
    }


def _marker(hue: Hue) -> Part:
    return {"symbol": hue.marker, "color": hue.colour}


def _hill(row: Row) -> Part:
    """The distribution of the values, as tall as wide ones are low: all hills have the same area."""
    counts, edges = np.histogram(row.values, bins=_BINS, range=(-REACH, REACH))
    tallest = 0.5 * (edges[1] - edges[0])  # the share that a bin of height 1 holds
    heights = np.minimum(counts / len(row.values) / tallest, 1)
    return {
        "type": "scatter",
        "name": row.name,
        "showlegend": False,
        "mode": "lines",
        "x": (edges[:-1] + edges[1:]) / 2,
        "y": heights,
        "yaxis": "y2",
        "line": {"color": row.hue.colour, "dash": row.hue.dash, "width": 1.25, "shape": "hvh"},
        "fill": "tozeroy",
        "fillcolor": "rgba(128,128,128,0.1)",
        "hoverinfo": "skip",
    }


def _shade(middle: float) -> Part:
    where = {"yref": "paper", "x0": -middle, "x1": middle, "y0": 0, "y1": 1}
    return {"type": "rect", **where, "fillcolor": "rgba(128,128,128,0.13)", "line": {"width": 0}}


def _alt(title: str, rows: Sequence[Row]) -> str:
    told = _("{name} has mean {mean} and standard deviation {deviation}")
    readings = [
        told.format(
            name=row.name,
            mean=number(float(row.values.mean())),
            deviation=number(float(row.values.std())),
        )
        for row in rows
    ]
    return f"{title}: {', '.join(readings)}."
