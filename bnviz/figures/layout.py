"""What all figures have in common: title, legend, step axis, and an arm's line.

Layouts are plain dictionaries that become a `go.Figure` once: plotly's own helpers validate at every call.
No figure sets the colour of text, ticks or grids. They come from the template of whoever draws it, so the
same figure is right on a light and on a dark page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bnviz.figures.style import ArmStyle
from bnviz.language import _

Part = dict[str, Any]
"""A piece of a plotly figure: a trace, an axis, a layout."""

VALIDATES = False
"""Whether plotly checks every property: a third of the time of a drawing. The tests have it do so."""

MARGIN = {"l": 48, "r": 16, "t": 30, "b": 34, "pad": 0}
"""Pixels; the same everywhere, so that figures below each other line up."""

_NO_TEMPLATE = {"data": {"scatter": [{"type": "scatter"}]}}
"""What plotly makes of "none" where it checks."""

_AT_THE_TOP = {"xref": "container", "yref": "container", "yanchor": "top"}

_LEGEND_ROW = 22
"""Pixels for a row of a legend that has no room beside the title."""

_LEGEND_WIDTH, _BESIDE_THE_TITLE = 296, 150
"""Pixels for a legend on a phone's screen."""

_LETTER = 6.2
"""Pixels for a letter, on average."""

_SUBTITLE_ROW = 16
"""Pixels for a subtitle; a short legend has room at its end."""


def figure(
    traces: Sequence[Part],
    layout: Part,
    *,
    title: str,
    alt: str,
    subtitle: str = "",
    height: int = 205,
    min_width: int = 0,
    steps: bool = True,
) -> go.Figure:
    """A figure out of plain parts.

    Args:
        traces: the traces.
        layout: the axes, and what else differs from the common layout.
        title: a few words.
        alt: one sentence that says what is seen, for those who cannot see it; kept in `layout.meta`.
        subtitle: what the title adds in small print, in a row of its own.
        height: pixels, without the rows that a subtitle and a long legend take.
        min_width: pixels below which the figure is no longer readable; kept in `layout.meta`.
        steps: whether its x axes are steps of training; kept in `layout.meta`.
    """
    legend_rows, above = _legend_rows(traces, layout), _SUBTITLE_ROW * bool(subtitle)
    legend_top = above + _LEGEND_ROW * bool(legend_rows)
    extra = above + _LEGEND_ROW * legend_rows
    height += extra
    margin = layout.get("margin", MARGIN)
    common: Part = {
        "template": _NO_TEMPLATE,
        "title": _title(title, subtitle),
        "legend": _legend(1 - legend_top / height),
        "height": height,
        "margin": margin | {"t": margin["t"] + extra},
        "uirevision": "kept",
        "meta": {"alt": alt, "min_width": min_width, "steps": steps},
    }
    defaults: Part = {"showlegend": True, "hovermode": "x unified"}
    return go.Figure({"data": list(traces), "layout": defaults | layout | common}, _validate=VALIDATES)


def _title(text: str, subtitle: str) -> Part:
    if subtitle:
        text += f'<br><span style="font-size:11.5px;font-weight:400">{subtitle}</span>'
    return {"text": text, "x": 0, "y": 1, "pad": {"t": 16 if subtitle else 6}} | _AT_THE_TOP


def _legend(y: float) -> Part:
    return {"orientation": "h", "x": 1, "y": y, "xanchor": "right", "tracegroupgap": 0} | _AT_THE_TOP


def _legend_rows(traces: Sequence[Part], layout: Part) -> int:
    """How many rows a legend needs for itself; none if it has room beside the title."""
    names = [trace["name"] for trace in traces if trace.get("showlegend", layout.get("showlegend", True))]
    width = sum(45 + _LETTER * letters(name) for name in names)
    return math.ceil(width / _LEGEND_WIDTH) if width > _BESIDE_THE_TITLE else 0


def letters(text: str) -> int:
    """How many letters of the Latin alphabet have room where a text has: a Korean one is twice as wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def arm_look(style: ArmStyle) -> Part:
    """How the line of an arm looks; a few symbols mark it if another arm has the same hue."""
    line = {"color": style.colour, "dash": style.dash, "width": 1.75}
    look = {"type": "scatter", "name": style.name, "mode": "lines", "line": line}
    marker = {"symbol": style.marker, "size": 7, "maxdisplayed": 6}
    return look if style.alone else look | {"mode": "lines+markers", "marker": marker}


def arm_line(style: ArmStyle, x: NDArray[Any], y: NDArray[np.float32], **more: Any) -> Part:
    """An arm's curve. An arm without a value yet keeps its place in the legend."""
    if not x.size:
        x, y = np.zeros(1, np.uint8), np.full(1, np.nan, np.float32)
    return arm_look(style) | {"x": x, "y": y} | more


def step_axis(steps: int, *, layer: int | None = None, **more: Any) -> Part:
    """The x axis: all steps of the experiment from the start, so that it stands still while training runs.

    Args:
        steps: its end.
        layer: what the hover label names before the step.
        more: further keys of the axis.
    """
    above = _("step {step}") if layer is None else _("layer {layer}, step {step}")
    return {
        "range": [0, steps],
        "unifiedhovertitle": {"text": above.format(layer=layer, step="%{x:,d}")},
        **more,
    }


def numbered(name: str, index: int) -> str:
    """Plotly's name of an axis, counted from 1: "x", "x2", "x3"."""
    return name if index == 1 else f"{name}{index}"


def row_height(styles: Sequence[ArmStyle]) -> int:
    """The pixels that a row needs with an arm's label along its side."""
    return max(62, *(round(20 + _LETTER * letters(style.name)) for style in styles))


def titled(text: str) -> Part:
    """An axis title close to its axis."""
    return {"text": text, "standoff": 4}


def steady(limits: tuple[float, float]) -> Part:
    """Limits of an axis that give way to a reader's zoom: a plain `range` would undo it when it changes."""
    # `autorange` is said because plotly.js forgets it on matched axes when other matched axes have a range.
    return {"autorange": True, "autorangeoptions": {"minallowed": limits[0], "maxallowed": limits[1]}}
