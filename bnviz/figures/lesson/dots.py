"""Shares of several kinds in several ways: a row for each kind, and in it a dot for each way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import Hue

_ROW, _ABOVE_AND_BELOW = 34, 70  # pixels
_APART = 0.24  # of a row, between the dots of two ways, so that none hides another


def dots_figure(
    kinds: Sequence[str], ways: Mapping[str, tuple[Sequence[float], Hue]], *, title: str, axis: str
) -> go.Figure:
    """Dots between 0 % and 100 %.

    Args:
        kinds: the names of the rows, from above.
        ways: by its name the share of each kind, 0 to 1, and its look.
        title: a few words.
        axis: the title of the x axis.
    """
    layout: Part = {
        "xaxis": {"title": titled(axis), "range": [-0.02, 1.02], "tickformat": ".0%", "zeroline": False},
        "yaxis": {
            "tickvals": list(range(len(kinds))),
            "ticktext": list(kinds),
            "range": [len(kinds) - 0.4, -0.6],
            "automargin": True,
            "fixedrange": True,
            "zeroline": False,
        },
        "margin": MARGIN | {"b": 46},
        "hovermode": "closest",
    }
    traces = [
        _dots(name, kinds, shares, hue, _APART * (place - (len(ways) - 1) / 2))
        for place, (name, (shares, hue)) in enumerate(ways.items())
    ]
    height = _ABOVE_AND_BELOW + _ROW * len(kinds)
    return figure(traces, layout, title=title, alt=_alt(title, kinds, ways), steps=False, height=height)


def _dots(name: str, kinds: Sequence[str], shares: Sequence[float], hue: Hue, below: float) -> Part:
    line = {"color": hue.colour, "width": 1.5}
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": list(shares),
        "y": [row + below for row in range(len(kinds))],
        "customdata": list(kinds),
        "marker": {"symbol": hue.marker, "size": 10, "color": hue.colour, "line": line},
        "hovertemplate": "%{customdata}: %{x:.1%}",
    }


def _alt(title: str, kinds: Sequence[str], ways: Mapping[str, tuple[Sequence[float], Hue]]) -> str:
    rows = [
        f"{kind}: {', '.join(f'{name} {shares[row]:.0%}' for name, (shares, _) in ways.items())}"
        for row, kind in enumerate(kinds)
    ]
    return f"{title}. {'; '.join(rows)}."
