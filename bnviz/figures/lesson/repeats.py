"""What was measured again and again: a dot for each time, and their mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import INPUT, Hue
from bnviz.figures.words import number
from bnviz.language import N_, _
from bnviz.maths import Array

_SMALL, _LARGE = 5, 10  # pixels


class Repeats(NamedTuple):
    """Measurements.

    Attributes:
        name: what was measured.
        x: where, (places,).
        values: each time, (places, times).
        hue: their look.
        joined: whether a line through the means joins the places.
    """

    name: str
    x: Sequence[float]
    values: Sequence[Array] | Array
    hue: Hue
    joined: bool = True


def repeats_figure(
    rows: Sequence[Repeats],
    *,
    title: str,
    x: Axis,
    y: Axis,
    labels: Sequence[str] | None = None,
    height: int = 290,
    each: str = N_("seed"),
) -> go.Figure:
    """Each measurement as a small dot, and the mean of each place as a symbol.

    Args:
        rows: what was measured; the last one on top.
        title: a few words.
        x: where it was measured.
        y: what was measured.
        labels: what the places 0, 1, 2 … are called, where they are no numbers.
        height: pixels.
        each: what a small dot is one of; the legend says so where there are several.
    """
    curves = [curve for row in rows for curve in _curves(row)]
    figure = curves_figure([*curves, *_key(rows, each)], title=title, x=x, y=y, height=height)
    for trace in figure.data[: len(curves) : 2]:
        trace.update(showlegend=False, hoverinfo="skip", hovertemplate=None)
    names = labels or [f"{place:g}" for place in rows[0].x]
    if labels:
        figure.layout.xaxis.update(tickvals=list(rows[0].x), ticktext=labels)
    if y.percent:
        figure.layout.yaxis.tickformat = "~%"  # effects are small: ticks may be half a per cent apart
    figure.layout.meta = figure.layout.meta | {"alt": _alt(title, rows, names, y)}
    return figure


def _curves(row: Repeats) -> tuple[Curve, Curve]:
    values = np.array(row.values)
    dots = Curve("", np.repeat(row.x, values.shape[1]), values.ravel(), row.hue, "markers", _SMALL)
    mode = "lines+markers" if row.joined else "markers"
    return dots, Curve(row.name, row.x, values.mean(axis=1), row.hue, mode, _LARGE)


def _key(rows: Sequence[Repeats], each: str) -> list[Curve]:
    """What the legend says of the two sizes of symbols; nothing where everything was measured once."""
    if all(len(times) == 1 for row in rows for times in row.values):
        return []
    grey = INPUT._replace(marker="circle")
    return [
        Curve(
            _("small: one {each}, large: mean").format(each=_(each)),
            (np.nan,),
            (np.nan,),
            grey,
            "markers",
            _SMALL,
        )
    ]


def _alt(title: str, rows: Sequence[Repeats], names: Sequence[str], y: Axis) -> str:
    readings = [
        f"{row.name} "
        + ", ".join(
            _("{reading} at {place}").format(reading=_reading(times, y), place=name)
            for times, name in zip(row.values, names, strict=True)
        )
        for row in rows
    ]
    return f"{title}: {'; '.join(readings)}."


def _reading(times: Array, y: Axis) -> str:
    low, mean, high = (
        f"{value:.1%}" if y.percent else number(float(value))
        for value in (times.min(), times.mean(), times.max())
    )
    if len(times) == 1:
        return mean
    return _("{mean} ({low} to {high})").format(mean=mean, low=low, high=high)
