"""One measure of every layer against the step."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.columns import cell, layer_columns, minimum_width
from bnviz.figures.layout import Part, arm_line, figure, steady, titled
from bnviz.figures.log_axis import log_axis, spanning_line
from bnviz.figures.measures import MEASURES
from bnviz.figures.series import last_step, points_per_curve, thinned
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence
from bnviz.language import _

_LABELS = 5
"""How many numbers have room along its y axis; on a projector it is less high for its type."""


def measure_figure(
    layers: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    measure: str,
    depth: int,
    steps: int,
    diverged: Collection[int] = (),
) -> go.Figure:
    """One curve an arm in the column of each layer, which lines up with the columns of `layers_figure`.

    Args:
        layers: columns `step`, `arm`, `layer`, and the measure's; in the order of their steps.
        styles: the look of each arm, by its index.
        measure: a name in `MEASURES`.
        depth: the hidden layers, from 1 to 12.
        steps: the experiment's steps, the end of the x axes.
        diverged: the arms that diverged, which do not set the scale.
    """
    shown = MEASURES[measure]
    curves = shown.curves(layers, len(styles), depth)
    points = points_per_curve(len(styles), depth) // 3
    traces = [
        arm_line(styles[arm], line["step"], line["value"])
        | cell(1, layer)
        | {"legendgroup": styles[arm].name, "showlegend": layer == 1}
        for (arm, layer), curve in curves.items()
        for line in [thinned(curve, points)]
    ]
    limits = shown.scale(curves, diverged)
    axis = log_axis(limits, room=_LABELS) if shown.log else steady(limits)
    names = {"title": titled(_(shown.unit)), "hoverformat": ".3~g"}
    layout: Part = layer_columns(depth, steps, [axis | names], revision=measure)
    if shown.log:
        layout["shapes"] = [spanning_line(limits)]
    readings = [reading(style, curves[arm, depth]["value"]) for arm, style in enumerate(styles)]
    return figure(
        traces,
        layout,
        title=_(shown.title),
        subtitle=_(shown.subtitle),
        alt=sentence(shown.within(depth), last_step(curves.values()), readings),
        height=158,
        min_width=minimum_width(depth),
    )
