"""A loss over a plane: colours for its height, and lines of equal loss."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.colours import ColourScale
from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.words import number
from bnviz.language import _
from bnviz.maths import Array

LIMITS = (0.05, 10.0)
"""Nats: the losses of the first colour and of the last, the same in all figures."""

_SCALE = ColourScale((math.log10(LIMITS[0]), math.log10(LIMITS[1])), log=True)
_CODES = 254 / math.log10(LIMITS[1] / LIMITS[0])  # for a factor of ten


def contours_figure(
    losses: Array, places: Array, *, title: str, names: tuple[str, str], height: int = 380
) -> go.Figure:
    """The loss from above, with every second line the loss doubles; a cross marks the middle.

    Args:
        losses: nats, (n, n): a row for each place up, a column for each across. What is no number counts
            as too high.
        places: of the rows and of the columns, (n,), evenly spaced around 0.
        title: a few words.
        names: of the axis across and of that up.
        height: pixels.
    """
    shown = np.clip(np.nan_to_num(losses, nan=np.inf), *LIMITS)
    across, up = names
    layout: Part = {
        "xaxis": _axis(across, places) | {"constrain": "domain"},
        "yaxis": _axis(up, places) | {"scaleanchor": "x", "constrain": "domain"},
        "coloraxis": _SCALE.axis(_("loss (nats)")),
        "margin": MARGIN | {"b": 46, "l": 54, "r": 60},
        "showlegend": False,
        "hovermode": "closest",
    }
    traces = [_plane(shown, losses, places), _middle()]
    return figure(traces, layout, title=title, alt=_alt(title, losses), height=height, steps=False)


def _axis(name: str, places: Array) -> Part:
    return {"title": titled(name), "range": [float(places[0]), float(places[-1])], "zeroline": False}


def _plane(shown: Array, losses: Array, places: Array) -> Part:
    first = _SCALE.codes(np.array([0.1]))[0]
    return {
        "type": "contour",
        "x": places,
        "y": places,
        "z": _SCALE.codes(shown),
        "customdata": losses,
        "coloraxis": "coloraxis",
        "contours": {
            "coloring": "heatmap",
            "start": float(first),
            "end": 255,
            "size": _CODES * math.log10(2) / 2,
        },
        "line": {"color": "rgba(255,255,255,0.75)", "width": 1},
        "hovertemplate": _("loss {loss}").format(loss="%{customdata:.3f}") + "<extra></extra>",
    }


def _middle() -> Part:
    return {
        "type": "scatter",
        "name": _("the network"),
        "mode": "markers",
        "x": [0],
        "y": [0],
        "marker": {"symbol": "x", "size": 11, "color": "#FFFFFF", "line": {"color": "#000000", "width": 1.5}},
        "hovertemplate": _("the network as it is") + "<extra></extra>",
    }


def _alt(title: str, losses: Array) -> str:
    centre = number(float(losses[len(losses) // 2, len(losses) // 2]))
    corners = [number(float(losses[row, column])) for row in (0, -1) for column in (0, -1)]
    lowest, highest = (number(float(edge(losses))) for edge in (np.nanmin, np.nanmax))
    told = _("{title}: {centre} in the middle, {corners} in the corners, from {lowest} to {highest} in all.")
    joined = ", ".join(corners)
    return told.format(title=title, centre=centre, corners=joined, lowest=lowest, highest=highest)
