"""The parameters that each layer has one of for every unit, over the steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.columns import cell, layer_columns, minimum_width
from bnviz.figures.fan import PERCENTILES, fan
from bnviz.figures.layout import Part, figure, steady, titled
from bnviz.figures.limits import steady_limits
from bnviz.figures.series import Series, by_arm_and_layer, last_step, points_per_curve, thinned
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence
from bnviz.language import N_, _

Parameter = Literal["gamma", "beta"]

_LETTERS = {"gamma": "γ", "beta": "β"}
_TITLES = {
    "gamma": (N_("Scale γ of each layer’s units"), N_("Scale γ of unit {unit} of each layer")),
    "beta": (N_("Shift β of each layer’s units"), N_("Shift β of unit {unit} of each layer")),
}
"""Of all units, and of one."""


def bands_figure(
    rows: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    parameter: Parameter,
    unit: int,
    depth: int,
    steps: int,
    diverged: Collection[int] = (),
) -> go.Figure:
    """A fan, or of one unit a line, for each arm that has the parameter, in the column of each layer.

    Args:
        rows: columns `step`, `arm`, `layer`, in the order of their steps; with `gamma_p15`, `gamma_p50` and
            `gamma_p85` or the same of `beta` (over a layer's units), or with `unit` and `gamma` or `beta`.
        styles: the look of each arm, by its index.
        unit: a unit from 1, whose rows are given; 0 for the percentiles over all units.
        parameter: "gamma", which only arms with Batch Normalization have, or "beta": the bias elsewhere.
        depth: the hidden layers, from 1 to 12.
        steps: the experiment's steps, the end of the x axes.
        diverged: the arms that diverged, which do not set the scale.
    """
    shown = [arm for arm, style in enumerate(styles) if parameter == "beta" or style.normalised]
    columns = dict(zip(PERCENTILES, _columns(parameter, unit), strict=True))
    chosen = rows[rows["unit"] == unit] if unit else rows
    cells = by_arm_and_layer(chosen, list(columns.values()), len(styles), depth)
    points = max(8, points_per_curve(len(styles), depth) // 7)
    fans = {key: _percentiles(values, columns) for key, values in cells.items() if key[0] in shown}
    edges = [(arm, np.stack([curves["p15"], curves["p85"]])) for (arm, layer), curves in fans.items()]
    axis = {"title": titled(_LETTERS[parameter]), **steady(steady_limits(edges, diverged))}
    readings = [reading(styles[arm], *(fans[arm, depth][name] for name in PERCENTILES)) for arm in shown]
    return figure(
        [
            part | cell(1, layer)
            for (arm, layer), curves in fans.items()
            for part in _entry(styles[arm], fan(styles[arm], thinned(curves, points)), first=layer == 1)
        ],
        layer_columns(depth, steps, [axis], revision=parameter),
        title=_(_TITLES[parameter][unit > 0]).format(unit=unit),
        subtitle=_subtitle(parameter, styles, unit),
        alt=sentence(_what(_LETTERS[parameter], unit, depth), last_step(fans.values()), readings),
        height=158,
        min_width=minimum_width(depth),
    )


def _columns(parameter: Parameter, unit: int) -> list[str]:
    """Where the three percentiles stand; those of one unit are all its value."""
    return [parameter if unit else f"{parameter}_{name}" for name in PERCENTILES]


def _what(letter: str, unit: int, layer: int) -> str:
    of_all = _("15th, 50th and 85th percentile of {letter} over the units of layer {layer}")
    of_one = _("{letter} of unit {unit} of layer {layer}")
    return (of_one if unit else of_all).format(letter=letter, unit=unit, layer=layer)


def _percentiles(values: Series, columns: Mapping[str, str]) -> Series:
    return {"step": values["step"]} | {name: values[column] for name, column in columns.items()}


def _entry(style: ArmStyle, parts: tuple[Part, Part], *, first: bool) -> Iterable[Part]:
    """A band and its median as one entry of the legend."""
    band, median = (part | {"legendgroup": style.name} for part in parts)
    return band | {"showlegend": False}, median | {"showlegend": first}


def _subtitle(parameter: Parameter, styles: Sequence[ArmStyle], unit: int) -> str:
    plain = parameter == "beta" and not all(style.normalised for style in styles)
    parts = ["" if unit else _("15th, 50th, 85th percentile"), _("no BN: bias") if plain else ""]
    return "; ".join(filter(None, parts))
