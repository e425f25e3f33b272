"""Small multiples with a layer a column: one x axis a column, one y axis a row, all zoomed together."""

from __future__ import annotations

from collections.abc import Sequence

from bnviz.figures.layout import MARGIN, Part, steady, step_axis, titled

_NARROWEST = 54
"""Pixels that a column needs to be readable."""

_FEW = 3
"""Columns up to which there is room for one more tick label."""


def layer_columns(depth: int, steps: int, row_titles: Sequence[str], limits: tuple[float, float]) -> Part:
    """The layout of a grid of subplots.

    Args:
        depth: the hidden layers, one column each.
        steps: the end of every x axis.
        row_titles: what stands at the left of each row, from the top.
        limits: of every y axis.
    """
    return {
        "grid": {
            "rows": len(row_titles),
            "columns": depth,
            "pattern": "coupled",
            "xgap": 0.12,
            "ygap": 0.12,
        },
        "margin": MARGIN | {"t": MARGIN["t"] + 14},
        "annotations": [*map(_layer_title, range(1, depth + 1)), _step_title()],
        "hoversubplots": "axis",
        **_x_axes(depth, steps),
        **_y_axes(row_titles, limits),
    }


def cell(row: int, column: int) -> Part:
    """The axes of the subplot in a row and a column, both counted from 1, as keys of a trace."""
    return {"xaxis": f"x{_suffix(column)}", "yaxis": f"y{_suffix(row)}"}


def minimum_width(depth: int) -> int:
    """The pixels below which the columns of a grid are no longer readable."""
    return MARGIN["l"] + MARGIN["r"] + depth * _NARROWEST


def _x_axes(depth: int, steps: int) -> Part:
    # "1k" fits where "1000" does not.
    ticks = {"nticks": 4 if depth <= _FEW else 3, "exponentformat": "SI", "minexponent": 2}
    return {
        f"xaxis{_suffix(column)}": step_axis(steps, above=f"layer {column}, ")
        | ticks
        | _shared("x", column, depth)
        for column in range(1, depth + 1)
    }


def _y_axes(titles: Sequence[str], limits: tuple[float, float]) -> Part:
    axis = {"nticks": 5, **steady(limits)}
    return {
        f"yaxis{_suffix(row)}": axis | {"title": titled(title)} | _shared("y", row, len(titles))
        for row, title in enumerate(titles, start=1)
    }


def _shared(letter: str, index: int, count: int) -> Part:
    if count == 1:
        return {}
    # A label at the end of one axis would run into the label at the start of its neighbour's.
    ticks = {"tickangle": 0, "ticklabeloverflow": "hide past domain"}
    return ticks if index == 1 else ticks | {"matches": letter}


def _suffix(index: int) -> str:
    return "" if index == 1 else str(index)


def _layer_title(column: int) -> Part:
    above = {"xref": f"x{_suffix(column)} domain", "x": 0.5, "yref": "paper", "y": 1, "yanchor": "bottom"}
    return {"text": f"layer {column}", "showarrow": False, **above}


def _step_title() -> Part:
    below = {"xref": "paper", "x": 0.5, "yref": "paper", "y": 0, "yanchor": "top", "yshift": -17}
    return {"text": "step", "showarrow": False, **below}
