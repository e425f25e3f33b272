"""Lines over one x axis, each with its symbols: a measured quantity against what was varied."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import Hue
from bnviz.figures.words import number
from bnviz.language import _
from bnviz.maths import Array

_POINTER = {"color": "#808080", "dash": "dot", "width": 1.5}


class Curve(NamedTuple):
    """A line: its name, its points, its look, plotly's name of its mode, and its symbols' size in pixels."""

    name: str
    x: Sequence[float] | Array
    y: Sequence[float] | Array
    hue: Hue
    mode: str = "lines+markers"
    size: float = 8


class Axis(NamedTuple):
    """An axis: its title, its limits, which stand still, and whether equal steps are equal factors.

    Limits of a logarithmic axis are values, not powers. `ticks` are the values that are labelled.
    """

    title: str
    limits: tuple[float, float] | None = None
    ticks: Sequence[float] | None = None
    logarithmic: bool = False
    percent: bool = False


def curves_figure(
    curves: Sequence[Curve],
    *,
    title: str,
    x: Axis,
    y: Axis,
    cursor: float | None = None,
    height: int = 290,
) -> go.Figure:
    """Lines over one axis.

    Args:
        curves: the lines, the last one on top.
        title: a few words.
        x: what was varied.
        y: what was measured.
        cursor: an x that is pointed at with a vertical line.
        height: pixels.
    """
    layout: Part = {
        "xaxis": _axis(x),
        "yaxis": _axis(y) | {"automargin": True},
        "margin": MARGIN | {"b": 46},
        "shapes": [] if cursor is None else [_pointer(cursor)],
    }
    traces = [_trace(curve, y) for curve in curves]
    return figure(traces, layout, title=title, alt=_alt(title, curves), steps=False, height=height)


def _trace(curve: Curve, y: Axis) -> Part:
    colour = curve.hue.colour
    return {
        "type": "scatter",
        "name": curve.name,
        "mode": curve.mode,
        "x": list(curve.x),
        "y": list(curve.y),
        "line": {"color": colour, "dash": curve.hue.dash, "width": 1.75},
        "marker": {
            "color": colour,
            "symbol": curve.hue.marker,
            "size": curve.size,
            "line": {"color": colour},
        },
        "hovertemplate": "%{y:.1%}" if y.percent else "%{y:.4g}",
    }


def _axis(axis: Axis) -> Part:

    part: Part = {"title": titled(axis.title), "zeroline": False}
    if axis.logarithmic:
        part["type"] = "log"
    if axis.limits:
        part["range"] = [math.log10(end) for end in axis.limits] if axis.logarithmic else list(axis.limits)
    if axis.ticks:
        part |= {"tickvals": list(axis.ticks), "ticktext": [f"{tick:,g}" for tick in axis.ticks]}
    return part | ({"tickformat": ".0%"} if axis.percent else {})


def _pointer(x: float) -> Part:
    return {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": _POINTER}


def _alt(title: str, curves: Sequence[Curve]) -> str:
    ends = _("{name} {first} to {last}")
    readings = [
        ends.format(name=curve.name, first=number(curve.y[0]), last=number(curve.y[-1]))
        for curve in curves
        if len(curve.y)
    ]
    told = _("{title}, from the first to the last point: {readings}.")
    return told.format(title=title, readings=", ".join(readings))
