"""A loss of two weights seen from above: lines of equal loss, and the path of gradient descent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import GRADIENT, OUTPUT
from bnviz.figures.words import number
from bnviz.language import _
from bnviz.maths import Array
from bnviz.maths.descent import Bowl, level

_LINES = 8
_FAR = 50.0  # how many times as far as the figure reaches a point may be and still be drawn


def bowl_figure(
    of: Bowl, path: Array, *, title: str, names: Sequence[str], radius: float, height: int = 340
) -> go.Figure:
    """The bowl around its minimum; both axes have the same scale, so round is round.

    Args:
        of: the loss.
        path: the weights before the first update and after each, (updates + 1, 2).
        title: a few words.
        names: of the two weights.
        radius: how far the figure reaches from the minimum to each side.
        height: pixels.
    """
    low, high = of.minimum - radius, of.minimum + radius
    layout: Part = {
        "xaxis": {
            "title": titled(names[0]),
            "range": [low[0], high[0]],
            "zeroline": False,
            "constrain": "domain",
        },
        "yaxis": {
            "title": titled(names[1]),
            "range": [low[1], high[1]],
            "zeroline": False,
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "hovermode": "closest",
        "margin": MARGIN | {"b": 46, "l": 56},
    }
    traces = [_levels(of, radius), _path(path, of.minimum, radius), _minimum(of)]
    return figure(traces, layout, title=title, alt=_alt(title, of, path), height=height, steps=False)


def _levels(of: Bowl, radius: float) -> Part:
    """Lines whose losses grow as the square: in a round bowl they are equally far apart."""
    corner = of.curvatures[-1] * radius**2 / 2
    ellipses = [level(of, of.lowest + corner * (line / _LINES) ** 2) for line in range(1, _LINES + 1)]
    gap = np.full((1, 2), np.nan)
    points = np.concatenate([part for ellipse in ellipses for part in (ellipse, gap)])
    return {
        "type": "scatter",
        "name": _("equal loss"),
        "mode": "lines",
        "x": points[:, 0].astype(np.float32),
        "y": points[:, 1].astype(np.float32),
        "line": {"color": "rgba(128,128,128,0.8)", "width": 1},
        "hoverinfo": "skip",
    }


def _path(path: Array, minimum: Array, radius: float) -> Part:
    """The path; what has left the figure for good has no dots."""
    seen = path[np.abs(path - minimum).max(axis=1) <= _FAR * radius]
    return {
        "type": "scatter",
        "name": _("descent"),
        "mode": "lines+markers",
        "x": seen[:, 0],
        "y": seen[:, 1],
        "line": {"color": GRADIENT.colour, "width": 1.75},
        "marker": {"color": GRADIENT.colour, "symbol": GRADIENT.marker, "size": 7},
        "customdata": list(range(len(seen))),
        "hovertemplate": _("after {count} updates").format(count="%{customdata}") + "<extra></extra>",
    }


def _minimum(of: Bowl) -> Part:
    return {
        "type": "scatter",
        "name": _("minimum"),
        "mode": "markers",
        "x": of.minimum[:1],
        "y": of.minimum[1:],
        "marker": {"color": OUTPUT.colour, "symbol": "x", "size": 11},
        "hovertemplate": _("minimum") + "<extra></extra>",
    }


def _alt(title: str, of: Bowl, path: Array) -> str:
    start, end = (float(np.linalg.norm(point - of.minimum)) for point in (path[0], path[-1]))
    told = _(
        "{title}: the bowl is {ratio} times as long as wide; "
        "{updates} updates go from a distance of {start} to {end} from the minimum."
    )
    ratio, updates = number(float(np.sqrt(of.condition))), len(path) - 1
    return told.format(title=title, ratio=ratio, updates=updates, start=number(start), end=number(end))
