"""Small multiples with a layer a column: one x axis a column, one y axis a row, all zoomed together."""

from __future__ import annotations

from collections.abc import Sequence

from bnviz.figures.layout import MARGIN, Part, numbered, step_axis
from bnviz.language import _

GAP = 0.12
"""Between two columns or rows, as a share of the distance from one to the next."""

TITLE_LINE = 14
"""Pixels for a line of text above a column."""

_NARROWEST = 54
"""Pixels that a column needs to be readable."""

_FEW = 3
"""Columns up to which there is room for one more tick label."""


def layer_columns(depth: int, steps: int, rows: Sequence[Part], *, revision: str) -> Part:
    """The layout of a grid of subplots over the steps.

    Args:
        depth: the hidden layers, one column each.
        steps: the end of every x axis.
        rows: the y axis of each row, from the top.
        revision: what the y axes show: a reader's zoom is kept until this changes.
    """
    return {
        "grid": {"rows": len(rows), "columns": depth, "pattern": "coupled", "xgap": GAP, "ygap": GAP},
        "margin": MARGIN | {"t": MARGIN["t"] + TITLE_LINE},
        "annotations": [*map(_layer_title, range(1, depth + 1)), below(_("step"))],
        "hoversubplots": "axis",
        **_x_axes(depth, steps),
        **_y_axes(rows, revision),
    }


def cell(row: int, column: int) -> Part:
    """A trace's place: the axes of the subplot in a row and a column, counted from 1, and its layer."""
    return {"xaxis": numbered("x", column), "yaxis": numbered("y", row), "meta": {"layer": column}}


def minimum_width(depth: int) -> int:
    """The pixels below which the columns of a grid are no longer readable."""
    return MARGIN["l"] + MARGIN["r"] + depth * _NARROWEST


def below(text: str) -> Part:
    """One title for all x axes, in the middle below them."""
    place = {"xref": "paper", "x": 0.5, "yref": "paper", "y": 0, "yanchor": "top", "yshift": -17}
    return {"text": text, "showarrow": False, **place}


def _x_axes(depth: int, steps: int) -> Part:
    # "1k" fits where "1000" does not.
    ticks = {"nticks": 4 if depth <= _FEW else 3, "tickformat": "~s"}
    return {
        numbered("xaxis", column): step_axis(steps, layer=column) | ticks | _shared("x", column, depth)
        for column in range(1, depth + 1)
    }


def _y_axes(rows: Sequence[Part], revision: str) -> Part:
    common = {"nticks": 5, "uirevision": revision}
    return {
        numbered("yaxis", row): common | axis | _shared("y", row, len(rows))
        for row, axis in enumerate(rows, start=1)
    }


def _shared(letter: str, index: int, count: int) -> Part:
    if count == 1:
        return {}
    # A label at the end of one axis would run into the label at the start of its neighbour's.
    ticks = {"tickangle": 0, "ticklabeloverflow": "hide past domain"}
    return ticks if index == 1 else ticks | {"matches": letter}


def layer_title(layer: int) -> str:
    """What stands above a layer's column."""
    return _("layer {layer}").format(layer=layer)


def _layer_title(column: int) -> Part:
    above = {"xref": f"{numbered('x', column)} domain", "yref": "paper", "y": 1}
    return {"text": layer_title(column), "showarrow": False, "yanchor": "bottom", **above}
