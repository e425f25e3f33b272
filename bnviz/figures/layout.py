"""What all figures have in common: title, legend, step axis, and an arm's line.

Layouts are plain dictionaries that become a `go.Figure` once: plotly's own helpers validate at every call.
No figure sets the colour of text, ticks or grids. They come from the template of whoever draws it, so the
same figure is right on a light and on a dark page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bnviz.figures.style import ArmStyle

Part = dict[str, Any]
"""A piece of a plotly figure: a trace, an axis, a layout."""

MARGIN = {"l": 48, "r": 16, "t": 30, "b": 34, "pad": 0}
"""Pixels; the same everywhere, so that figures below each other line up."""

_AT_THE_TOP = {"xref": "container", "yref": "container", "yanchor": "top"}

_LEGEND_ROW = 22
"""Pixels for a legend that has no room beside the title."""


def figure(
    traces: Sequence[Part],
    layout: Part,
    *,
    title: str,
    alt: str,
    height: int = 205,
    min_width: int = 0,
) -> go.Figure:
    """A figure out of plain parts.

    Args:
        traces: the traces.
        layout: the axes, and what else differs from the common layout.
        title: a few words.
        alt: one sentence that says what is seen, for those who cannot see it; kept in `layout.meta`.
        height: pixels, without the row that a legend of more than two arms takes.
        min_width: pixels below which the figure is no longer readable; kept in `layout.meta`.
    """
    legend_row = _LEGEND_ROW if _has_long_legend(traces, layout) else 0
    margin = layout.get("margin", MARGIN)
    height += legend_row
    common: Part = {
        "template": "none",
        "title": {"text": title, "x": 0, "y": 1, "pad": {"t": 6}} | _AT_THE_TOP,
        "legend": {"orientation": "h", "x": 1, "y": 1 - legend_row / height, "xanchor": "right"}
        | _AT_THE_TOP,
        "height": height,
        "margin": margin | {"t": margin["t"] + legend_row},
        "hovermode": "x unified",
        "uirevision": "kept",
        "meta": {"alt": alt, "min_width": min_width},
    }
    return go.Figure({"data": list(traces), "layout": {"showlegend": True} | layout | common})


def _has_long_legend(traces: Sequence[Part], layout: Part) -> bool:
    entries = sum(trace.get("showlegend", True) for trace in traces)
    return entries > 2 and bool(layout.get("showlegend", True))


def arm_line(style: ArmStyle, x: NDArray[np.int32], y: NDArray[np.float32], **more: Any) -> Part:
    """An arm's curve; a few symbols mark it if another arm has the same hue.

    An arm without a value yet keeps its place in the legend.
    """
    if not x.size:
        x, y = np.zeros(1, np.int32), np.full(1, np.nan, np.float32)
    line = {"color": style.colour, "dash": style.dash, "width": 1.75}
    curve = {"type": "scatter", "name": style.name, "x": x, "y": y, "mode": "lines", "line": line}
    marker = {"symbol": style.marker, "size": 7, "maxdisplayed": 6}
    return curve | ({} if style.alone else {"mode": "lines+markers", "marker": marker}) | more


def step_axis(steps: int, *, above: str = "", **more: Any) -> Part:
    """The x axis: all steps of the experiment from the start, so that it stands still while training runs.

    Args:
        steps: its end.
        above: what the hover label says before the step.
        more: further keys of the axis.
    """
    return {
        "range": [0, steps],
        "unifiedhovertitle": {"text": f"{above}step %{{x:,d}}"},
        **more,
    }


def titled(text: str) -> Part:
    """An axis title close to its axis."""
    return {"text": text, "standoff": 4}


def steady(limits: tuple[float, float]) -> Part:
    """Limits of an axis that give way to a reader's zoom: a plain `range` would undo it when it changes."""
    # `autorange` is said because plotly.js forgets it on matched axes when other matched axes have a range.
    return {"autorange": True, "autorangeoptions": {"minallowed": limits[0], "maxallowed": limits[1]}}


def aside(text: str) -> str:
    """What a title adds in small print, in plotly's markup."""
    return f' <span style="font-size:11.5px;font-weight:400">{text}</span>'
