"""Ranges over the steps of a training: at each step looked at, from the smallest value to the largest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import Hue
from bnviz.figures.lesson.log_ticks import around
from bnviz.figures.words import number
from bnviz.language import _
from bnviz.maths import Array

_DOT = 5  # pixels
_BEFORE_THE_FIRST = 0.5  # where step 0 lies on an axis of powers of ten


class Range(NamedTuple):
    """Its name, the steps, the smallest and the largest value at each, (steps,), and its look."""

    name: str
    steps: Sequence[int]
    low: Array
    high: Array
    hue: Hue


def ranges_figure(ranges: Sequence[Range], *, title: str, y: Axis, height: int = 280) -> go.Figure:
    """A filled band for each range, over logarithmic axes; where low and high are the same it is a line.

    Args:
        ranges: the bands, the last one on top, all at the same steps.
        title: a few words.
        y: what was measured, above 0; limits and labels are found.
        height: pixels.
    """
    places = np.maximum(ranges[0].steps, _BEFORE_THE_FIRST)
    x = Axis(_("step"), (0.8 * _BEFORE_THE_FIRST, 1.25 * float(places[-1])), logarithmic=True)
    curves = [curve for each in ranges for curve in _edges(each, places)]
    y = around(y, np.array([(each.low, each.high) for each in ranges]))
    figure = curves_figure(curves, title=title, x=x, y=y, height=height)
    for lower, upper in zip(figure.data[::2], figure.data[1::2], strict=True):
        lower.update(showlegend=False)
        upper.update(fill="tonexty", fillcolor=_tint(upper.line.color))
    ticks = [10.0**power for power in range(int(np.log10(places[-1])) + 1)]
    figure.layout.xaxis.update(
        tickvals=[_BEFORE_THE_FIRST, *ticks], ticktext=["0", *(f"{tick:,.0f}" for tick in ticks)]
    )
    figure.layout.meta = figure.layout.meta | {"alt": _alt(title, ranges)}
    return figure


def _edges(of: Range, places: Array) -> tuple[Curve, Curve]:
    lower, upper = (np.where(np.isfinite(edge), edge, np.nan) for edge in (of.low, of.high))
    return Curve(of.name, places, lower, of.hue, size=_DOT), Curve(of.name, places, upper, of.hue, size=_DOT)


def _tint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"


def _alt(title: str, ranges: Sequence[Range]) -> str:
    told = _("{name} {first} at step {start}, {last} at step {end:,}")
    readings = [
        told.format(
            name=each.name,
            first=_span(each, 0),
            start=each.steps[0],
            last=_span(each, -1),
            end=each.steps[-1],
        )
        for each in ranges
    ]
    return f"{title}: {'; '.join(readings)}."


def _span(of: Range, place: int) -> str:
    low, high = number(float(of.low[place])), number(float(of.high[place]))
    return low if low == high else f"{low} … {high}"
