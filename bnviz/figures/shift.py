"""How far each layer's input distribution has moved since step 0."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.columns import cell, layer_columns, minimum_width
from bnviz.figures.layout import arm_line, figure
from bnviz.figures.limits import steady_limits
from bnviz.figures.series import by_arm_and_layer, last_step
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence

_NORMALISED = ("shift", "initial standard deviations", "initial std. dev.")
_RAW = ("shift_raw", "units of the input to the nonlinearity", "input units")


def shift_figure(
    layers: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    depth: int,
    steps: int,
    diverged: Collection[int] = (),
    raw: bool = False,
) -> go.Figure:
    """One curve an arm in the column of each layer, which lines up with the columns of `layers_figure`.

    Args:
        layers: columns `step`, `arm`, `layer`, and `shift` (Wasserstein-1 distance from step 0, in initial
            standard deviations of each unit, mean over units) or `shift_raw` (the same, not divided: in
            units of the input to the nonlinearity); in the order of their steps.
        styles: the look of each arm, by its index.
        depth: the hidden layers, from 1 to 12.
        steps: the experiment's steps, the end of the x axes.
        diverged: the arms that diverged, which do not set the scale.
        raw: show `shift_raw`: an arm whose initial σ is tiny has a large `shift` for that alone.
    """
    measure, unit, axis_title = _RAW if raw else _NORMALISED
    curves = by_arm_and_layer(layers, [measure], len(styles), depth)
    low, high = steady_limits([(arm, curve[measure]) for (arm, _), curve in curves.items()], diverged)
    limits = max(low, 0.0), high  # no distance is below 0
    traces = [
        arm_line(styles[arm], curve["step"], curve[measure], hovertemplate="%{y:.3~g}")
        | cell(1, layer)
        | {"legendgroup": styles[arm].name, "showlegend": layer == 1}
        for (arm, layer), curve in curves.items()
    ]
    readings = [reading(style, curves[arm, depth][measure]) for arm, style in enumerate(styles)]
    layout = layer_columns(depth, steps, [axis_title], limits)
    layout["yaxis"]["uirevision"] = measure  # a zoom into the one says nothing about the other
    what = f"Shift of the input of layer {depth} since step 0 ({unit})"
    return figure(
        traces,
        layout,
        title="Shift of each layer since step 0",
        alt=sentence(what, last_step(curves.values()), readings),
        height=158,
        min_width=minimum_width(depth),
    )
