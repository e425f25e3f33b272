"""Systems by the steps that they took to an accuracy and by the best that they reached; two stand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import Hue
from bnviz.figures.words import number
from bnviz.language import _

_TICKS = (1, 2, 5, 10, 20, 50)
_NEVER = 90  # where who never got there is drawn, on an axis of 1 to 50
_LIMITS = (0.0, 2.15)  # powers of ten


class Point(NamedTuple):
    """A system: its name, its steps in millions or None for never, its best accuracy (0 to 1), its look."""

    name: str
    steps: float | None
    best: float
    hue: Hue


def steps_to_target_figure(
    points: Sequence[Point], compared: tuple[str, str], *, title: str, target: float, target_name: str
) -> go.Figure:
    """A symbol for each system, larger and in bold for the two compared, and a line at the target.

    Args:
        points: the systems.
        compared: the names of two of them.
        title: a few words.
        target: the accuracy that the steps are counted to, 0 to 1.
        target_name: what it is, in a few words.
    """
    layout: Part = {
        "xaxis": {
            "type": "log",
            "range": list(_LIMITS),
            "tickvals": [*_TICKS, _NEVER],
            "ticktext": [*map(str, _TICKS), _("never")],
            "title": titled(_("million steps to {accuracy:.1%}").format(accuracy=target)),
            "zeroline": False,
        },
        "yaxis": {
            "title": titled(_("best accuracy")),
            "tickformat": ".0%",
            "range": [0.69, 0.756],
            "zeroline": False,
        },
        "margin": MARGIN | {"b": 46},
        "showlegend": False,
        "hovermode": "closest",
        "shapes": [_line(target)],
        "annotations": [_label(target, target_name)],
    }
    traces = [_symbol(point, point.name in compared) for point in points]
    return figure(traces, layout, title=title, alt=_alt(title, points), steps=False, height=330)


def _place(point: Point) -> float:
    return _NEVER if point.steps is None else point.steps


def _beside(point: Point) -> str:
    """Where a name has room: on a narrow screen symbols on the right have less."""
    if point.steps is None:
        return "top left"
    return "bottom center" if point.steps > 20 else "top right"


def _symbol(point: Point, compared: bool) -> Part:
    steps = _("never") if point.steps is None else _("{steps:g} M steps").format(steps=point.steps)
    return {
        "type": "scatter",
        "name": point.name,
        "mode": "markers+text",
        "x": [_place(point)],
        "y": [point.best],
        "text": [f"<b>{point.name}</b>" if compared else point.name],
        "textposition": _beside(point),
        "textfont": {"size": 12},
        "marker": {"symbol": point.hue.marker, "size": 15 if compared else 10, "color": point.hue.colour},
        "hovertemplate": _("{name}: {steps}, best {accuracy:.1%}").format(
            name=point.name, steps=steps, accuracy=point.best
        )
        + "<extra></extra>",
    }


def _line(target: float) -> Part:
    ends = {"xref": "x domain", "x0": 0, "x1": 1, "y0": target, "y1": target}
    return {"type": "line", **ends, "line": {"dash": "dot", "width": 1, "color": "#808080"}, "layer": "below"}


def _label(target: float, name: str) -> Part:
    at = {"xref": "x domain", "x": 0, "y": target, "xanchor": "left", "yanchor": "bottom", "xshift": 4}
    return {**at, "text": f"{name}: {target:.1%}", "showarrow": False, "font": {"size": 12}}


def _alt(title: str, points: Sequence[Point]) -> str:
    return f"{title}: {'; '.join(map(_reading, points))}."


def _reading(point: Point) -> str:
    there = _("never") if point.steps is None else _("{count} million").format(count=number(point.steps))
    told = _("{name} {steps}, best {accuracy:.1%}")
    return told.format(name=point.name, steps=there, accuracy=point.best)
