"""Values of a few examples in rows over one axis, an example joined by a line: step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import Hue
from bnviz.figures.limits import steady_limits
from bnviz.figures.words import number
from bnviz.language import N_, _
from bnviz.maths import Array

_ROW, _ABOVE_AND_BELOW = 52, 84  # pixels


class Row(NamedTuple):
    """Its name, a value for each example, and its look."""

    name: str
    values: Array
    hue: Hue


def rows_figure(rows: Sequence[Row], *, title: str, axis: str = N_("value")) -> go.Figure:
    """Dots in rows; a thin line joins what belongs to one example.

    Args:
        rows: from above, all with the same number m of values; what is no number has no dot.
        title: a few words.
        axis: the title of the axis.
    """
    heights = list(range(len(rows) - 1, -1, -1))
    finite = [row.values[np.isfinite(row.values)] for row in rows]
    layout: Part = {
        "xaxis": {"title": titled(_(axis)), "range": _limits(finite), "zeroline": True},
        "yaxis": {
            "tickvals": heights,
            "ticktext": [row.name for row in rows],
            "range": [-0.5, len(rows) - 0.5],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "showlegend": False,
        "hovermode": "closest",
        "margin": MARGIN | {"b": 44, "l": 96},
    }
    dots = [_dots(row, height) for row, height in zip(rows, heights, strict=True)]
    return figure(
        [_threads(rows, heights), *dots],
        layout,
        title=title,
        alt=_alt(title, rows, finite),
        steps=False,
        height=_ABOVE_AND_BELOW + _ROW * len(rows),
    )


def _limits(finite: Sequence[Array]) -> list[float]:
    low, high = steady_limits([(0, np.concatenate(finite))], diverged=())
    return [low - (high - low) / 30, high + (high - low) / 30]


def _dots(row: Row, height: int) -> Part:
    count = len(row.values)
    return {
        "type": "scatter",
        "name": row.name,
        "mode": "markers",
        "x": row.values,
        "y": [height] * count,
        "marker": {
            "symbol": row.hue.marker,
            "size": 11,
            "color": row.hue.colour,
            "line": {"width": 2, "color": row.hue.colour},
        },
        "customdata": list(range(1, count + 1)),
        "hovertemplate": _("example {number}: {value}").format(number="%{customdata}", value="%{x:.4g}")
        + "<extra></extra>",
    }


def _threads(rows: Sequence[Row], heights: Sequence[int]) -> Part:
    """One line through the rows for each example, with gaps between them."""
    gap = [np.full(len(rows[0].values), np.nan)]
    return {
        "type": "scatter",
        "name": _("examples"),
        "mode": "lines",
        "x": np.stack([row.values for row in rows] + gap, axis=1).ravel(),
        "y": np.tile([*map(float, heights), np.nan], len(rows[0].values)),
        "line": {"color": "rgba(128,128,128,0.55)", "width": 1},
        "hoverinfo": "skip",
    }


def _alt(title: str, rows: Sequence[Row], finite: Sequence[Array]) -> str:
    readings = [_reading(row.name, values) for row, values in zip(rows, finite, strict=True)]
    return f"{title}: {', '.join(readings)}."


def _reading(name: str, values: Array) -> str:
    if not values.size:
        return _("{name} no numbers").format(name=name)
    low, high = number(float(values.min())), number(float(values.max()))
    return _("{name} from {low} to {high}").format(name=name, low=low, high=high)
