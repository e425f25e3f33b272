"""What Batch Normalization knows of one unit: a mini-batch's mean and variance, and the running ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.columns import cell, layer_columns, minimum_width
from bnviz.figures.layout import Part, arm_line, figure, steady, titled
from bnviz.figures.limits import steady_limits
from bnviz.figures.series import Series, by_arm_and_layer, last_step, points_per_curve, thinned
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence
from bnviz.language import N_, _

Moment = Literal["mean", "variance"]

_NAMES = {"mean": N_("mean"), "variance": N_("variance")}
_TITLES = {
    "mean": N_("Mean of unit {unit} before normalization"),
    "variance": N_("Variance of unit {unit} before normalization"),
}
_WHAT = {
    "mean": N_("Mean of a mini-batch and running mean, unit {unit} of layer {layer}"),
    "variance": N_("Variance of a mini-batch and running variance, unit {unit} of layer {layer}"),
}
_COLUMNS = {"mean": ("batch_mean", "running_mean"), "variance": ("batch_var", "running_var")}


def statistics_figure(
    units: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    unit: int,
    moment: Moment,
    depth: int,
    steps: int,
    diverged: Collection[int] = (),
) -> go.Figure:
    """Two lines for each arm with Batch Normalization, in the column of each layer.

    Args:
        units: columns `step`, `arm`, `layer`, `unit`, and `batch_mean`, `running_mean` or `batch_var`,
            `running_var` (of the values before normalization); in the order of their steps.
        styles: the look of each arm, by its index.
        unit: which one, from 1.
        moment: "mean" or "variance".
        depth: the hidden layers, from 1 to 12.
        steps: the experiment's steps, the end of the x axes.
        diverged: the arms that diverged, which do not set the scale.
    """
    columns = _COLUMNS[moment]
    cells = by_arm_and_layer(units[units["unit"] == unit], columns, len(styles), depth)
    curves = {key: values for key, values in cells.items() if styles[key[0]].normalised}
    points = points_per_curve(len(styles), depth) // 3
    both = [(arm, np.stack([values[name] for name in columns])) for (arm, layer), values in curves.items()]
    title = titled(_(_NAMES[moment]))
    axis = {"title": title, "hoverformat": ".3~g", **steady(steady_limits(both, diverged))}
    readings = [
        reading(style, *(curves[arm, depth][name] for name in columns))
        for arm, style in enumerate(styles)
        if style.normalised
    ]
    what = _(_WHAT[moment]).format(unit=unit, layer=depth)
    return figure(
        [
            part | cell(1, layer)
            for (arm, layer), values in curves.items()
            for part in _lines(styles[arm], thinned(values, points), columns, first=layer == 1)
        ],
        layer_columns(depth, steps, [axis], revision=f"{moment}, unit {unit}"),
        title=_(_TITLES[moment]).format(unit=unit),
        subtitle=_("thin: mini-batch, thick: running"),
        alt=sentence(what, last_step(curves.values()), readings),
        height=158,
        min_width=minimum_width(depth),
    )


def _lines(style: ArmStyle, values: Series, columns: tuple[str, str], *, first: bool) -> Iterable[Part]:
    """The mini-batch's moment, thin and behind, and the running one; one entry of the legend for both."""
    batch, running = (
        arm_line(style, values["step"], values[name], legendgroup=style.name) for name in columns
    )
    thin = {"color": style.colour, "width": 0.75}
    name = _("{name}, mini-batch").format(name=style.name)
    behind = batch | {"name": name, "mode": "lines", "line": thin, "showlegend": False}
    return behind, running | {"showlegend": first}
