"""Feature maps as small pictures in a grid: a column for each filter, a row for each stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.layout import Part, figure, numbered
from bnviz.figures.style import arm_styles
from bnviz.figures.words import number
from bnviz.language import _
from bnviz.maths import Array

_TILE, _ABOVE_AND_BELOW = 150, 84  # pixels
_REACHED = 0.97  # of the values; those beyond have the same colour as the last
_BN, _PLAIN = arm_styles(("", ""), ("batch", "none"))
_SCALE = [[0, _PLAIN.colour], [0.5, "rgba(128,128,128,0.12)"], [1, _BN.colour]]


def maps_figure(
    rows: Mapping[str, Array], columns: Sequence[str], *, title: str, subtitle: str = ""
) -> go.Figure:
    """Blue is above 0, orange below; each row has its own scale, the same for all its maps.

    Args:
        rows: by its name the maps of each stage, (maps, p, q), from above.
        columns: the names of the maps.
        title: a few words.
        subtitle: what the title adds.
    """
    traces: list[Part] = []
    axes: Part = {}
    for row, (name, maps) in enumerate(rows.items()):
        for column, values in enumerate(maps):
            place = row * len(columns) + column + 1
            traces.append(_tile(values, columns[column], name, place, row))
            axes |= _axes(place, name if column == 0 else "", columns[column] if row == 0 else "")
    scales = {
        numbered("coloraxis", row): _scale(float(np.quantile(np.abs(maps), _REACHED)))
        for row, maps in enumerate(rows.values(), start=1)
    }
    layout: Part = {
        "grid": {
            "rows": len(rows),
            "columns": len(columns),
            "pattern": "independent",
            "xgap": 0.06,
            "ygap": 0.06,
        },
        "showlegend": False,
        "hovermode": "closest",
        "margin": {"l": 26, "r": 6, "t": 52, "b": 6, "pad": 0},
    }
    return figure(
        traces,
        layout | axes | scales,
        title=title,
        subtitle=subtitle,
        alt=_alt(title, rows, columns),
        steps=False,
        height=_ABOVE_AND_BELOW + _TILE * len(rows),
        min_width=340,
    )


def _tile(values: Array, column: str, row: str, place: int, scale: int) -> Part:
    return {
        "type": "heatmap",
        "name": f"{row}, {column}",
        "z": values.astype(np.float32),
        "xaxis": numbered("x", place),
        "yaxis": numbered("y", place),
        "coloraxis": numbered("coloraxis", scale + 1),
        "hovertemplate": f"{column}: %{{z:.3g}}<extra></extra>",
    }


def _axes(place: int, side: str, top: str) -> Part:
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": "", "fixedrange": True}
    square = {"scaleanchor": numbered("x", place), "constrain": "domain", "autorange": "reversed"}
    heading = {
        "side": "top",
        "constrain": "domain",
        "title": {"text": top, "font": {"size": 11.5}, "standoff": 2},
    }
    aside = {"title": {"text": side, "font": {"size": 11.5}, "standoff": 2}}
    return {numbered("xaxis", place): bare | heading, numbered("yaxis", place): bare | square | aside}


def _scale(most: float) -> Part:
    return {"colorscale": _SCALE, "cmin": -most, "cmax": most, "showscale": False}


def _alt(title: str, rows: Mapping[str, Array], columns: Sequence[str]) -> str:
    span = _("{name} from {low} to {high}")
    readings = [
        span.format(name=name, low=number(float(maps.min())), high=number(float(maps.max())))
        for name, maps in rows.items()
    ]
    told = _("{title}, for the filters {filters}: {readings}.")
    return told.format(title=title, filters=", ".join(columns), readings="; ".join(readings))
