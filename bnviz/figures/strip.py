"""One measure of every layer at a glance: a strip of colours over the steps, a row for each layer."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from bnviz.figures.colours import ColourScale
from bnviz.figures.layout import MARGIN, Part, figure, numbered, row_height, step_axis, titled
from bnviz.figures.measures import MEASURES
from bnviz.figures.series import Series, at_stretches, last_step
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence
from bnviz.language import _

_COLOUR_BAR = 50
"""Pixels at the right."""


def strip_figure(
    layers: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    measure: str,
    depth: int,
    steps: int,
    diverged: Collection[int] = (),
) -> go.Figure:
    """A strip for each arm, below each other, with layer 1 at its bottom; all share one scale of colours.

    Args:
        layers: columns `step`, `arm`, `layer`, and the measure's; in the order of their steps.
        styles: the look of each arm, by its index.
        measure: a name in `MEASURES`.
        depth: the hidden layers, from 1 to 12.
        steps: the experiment's steps, the end of the x axis.
        diverged: the arms that diverged, which do not set the scale.
    """
    shown = MEASURES[measure]
    curves = shown.curves(layers, len(styles), depth)
    scale = ColourScale(shown.scale(curves, diverged), shown.log)
    stretches = min(40, 360 // depth)
    traces = [
        _strip(style, [curves[arm, layer] for layer in range(1, depth + 1)], scale, steps, stretches)
        | {"yaxis": numbered("y", arm + 1)}
        for arm, style in enumerate(styles)
    ]
    readings = [reading(style, curves[arm, depth]["value"]) for arm, style in enumerate(styles)]
    return figure(
        traces,
        _layout(styles, depth, steps) | {"coloraxis": scale.axis(_(shown.unit))},
        title=_(shown.title),
        subtitle=_("{measure}; layer 1 at the bottom").format(measure=_(shown.subtitle)),
        alt=sentence(shown.within(depth), last_step(curves.values()), readings),
        height=64 + max(row_height(styles), 9 * depth) * len(styles),
    )


def _strip(style: ArmStyle, curves: Sequence[Series], scale: ColourScale, steps: int, stretches: int) -> Part:
    values = np.stack([_at_stretches(curve, steps, stretches) for curve in curves])
    reached = np.flatnonzero(np.isfinite(values).any(axis=0)).max(initial=0) + 1
    values = values[:, :reached]  # nothing to point at beyond
    width = steps / stretches
    return {
        "type": "heatmap",
        "name": style.name,
        "z": scale.codes(values),
        "x0": width / 2,
        "dx": width,
        "y0": 1,
        "dy": 1,
        "customdata": values,
        "coloraxis": "coloraxis",
        "hovertemplate": _("layer {layer}, step {step}: {value}").format(
            layer="%{y}", step="%{x:,.0f}", value="%{customdata:.3~g}"
        ),
        "meta": {"layer": "y"},
    }


def _at_stretches(curve: Series, steps: int, stretches: int) -> NDArray[np.float32]:
    places = at_stretches(curve["step"], steps, stretches)
    return np.append(curve["value"], np.float32(np.nan))[places]


def _layout(styles: Sequence[ArmStyle], depth: int, steps: int) -> Part:
    rows = {
        numbered("yaxis", arm): {
            "title": titled(style.label),
            "range": [0.5, depth + 0.5],
            "dtick": 1 if depth <= 6 else 3,
            "tick0": 1,
            "showgrid": False,
            "zeroline": False,
        }
        for arm, style in enumerate(styles, start=1)
    }
    return {
        "grid": {"rows": len(styles), "columns": 1, "pattern": "coupled", "ygap": 0.12},
        "margin": MARGIN | {"r": _COLOUR_BAR},
        "hovermode": "closest",
        "showlegend": False,
        "xaxis": step_axis(steps, title=titled(_("step")), showgrid=False),
        **rows,
    }
