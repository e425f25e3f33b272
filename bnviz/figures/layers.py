"""The distribution in every layer of every arm over the steps: a heat map, and the paper's bands on it.

After Figure 1 (b, c) of Ioffe and Szegedy, arXiv:1502.03167: 15th, 50th and 85th percentile. Theirs is one
unit of the last hidden layer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.columns import cell, layer_columns, minimum_width
from bnviz.figures.distributions import PLACES, distributions_by_layer, whose
from bnviz.figures.fan import PERCENTILES, fan
from bnviz.figures.heat import colour_axis, heat_map
from bnviz.figures.layout import figure, numbered, row_height, steady, titled
from bnviz.figures.limits import steady_limits
from bnviz.figures.quantiles import percentile
from bnviz.figures.series import Cells, Series, last_step, points_per_curve, thinned
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence
from bnviz.language import _

_NATURAL_LIMITS = {("activation", "sigmoid"): (0.0, 1.0), ("activation", "tanh"): (-1.0, 1.0)}


def layers_figure(
    distributions: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    depth: int,
    steps: int,
    place: str,
    unit: int,
    activation: str,
    diverged: Collection[int] = (),
) -> go.Figure:
    """The distribution over the steps for each arm (a row) and layer (a column): all of it, and its fan.

    Args:
        distributions: columns `step`, `arm`, `layer`, `unit`, `before`, `after`, as
            `distributions_by_layer` takes them.
        styles: the look of each arm, by its index.
        depth: the hidden layers, from 1 to 12.
        steps: the experiment's steps, the end of the x axes.
        place: "before", "after" or "activation": where in each layer.
        unit: a unit from 1, or 0 for all units of a layer pooled.
        activation: the name of the nonlinearity.
        diverged: the arms that diverged, which do not set the scale.

    Raises:
        ValueError: if there is no such place.
    """
    cells = distributions_by_layer(
        distributions, len(styles), depth, place=place, unit=unit, activation=activation
    )
    limits = _NATURAL_LIMITS.get((place, activation)) or _limits(cells, diverged)
    points = points_per_curve(len(styles), depth) // 4
    fans = {key: _percentiles(thinned(values, points)) for key, values in cells.items()}
    traces = [
        part | cell(arm + 1, layer)
        for (arm, layer), values in cells.items()
        for part in (
            heat_map(values, steps, points, limits, numbered("coloraxis", arm + 1)),
            *fan(styles[arm], fans[arm, layer]),
        )
    ]
    rows = [{"title": titled(style.label), **steady(limits)} for style in styles]
    colours = {numbered("coloraxis", arm): colour_axis(style) for arm, style in enumerate(styles, start=1)}
    what = f"{_(PLACES[place])}, {whose(unit)}"
    return figure(
        traces,
        layer_columns(depth, steps, rows, revision=what) | colours | {"showlegend": False},
        title=what,
        subtitle=_("density; 15th, 50th, 85th percentile"),
        alt=_alt(what, fans, styles, depth),
        height=80 + max(170, row_height(styles) * len(styles)),
        min_width=minimum_width(depth),
    )


def _limits(cells: Cells, diverged: Collection[int]) -> tuple[float, float]:
    """Limits of the middle nine tenths of all values: the others would squeeze them."""
    middles = [
        (arm, np.stack([percentile(values["quantiles"], share) for share in (0.05, 0.95)]))
        for (arm, layer), values in cells.items()
    ]
    return steady_limits(middles, diverged, otherwise=(-1.0, 1.0))


def _percentiles(values: Series) -> Series:
    return {"step": values["step"]} | {
        name: percentile(values["quantiles"], share) for name, share in PERCENTILES.items()
    }


def _alt(what: str, fans: Cells, styles: Sequence[ArmStyle], depth: int) -> str:
    readings = [
        reading(style, *(fans[arm, depth][name] for name in PERCENTILES)) for arm, style in enumerate(styles)
    ]
    told = _("{what}: 15th, 50th and 85th percentile in layer {layer}").format(what=what, layer=depth)
    return sentence(told, last_step(fans.values()), readings)
