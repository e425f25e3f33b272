"""Where on its nonlinearity each layer lives, at one Snapshot."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from bnviz.fields import field
from bnviz.figures.columns import TITLE_LINE, below, layer_title, minimum_width
from bnviz.figures.distributions import distributions_by_layer, whose
from bnviz.figures.layout import MARGIN, Part, arm_look, figure, titled
from bnviz.figures.limits import steady_limits
from bnviz.figures.quantiles import percentile, shares
from bnviz.figures.series import Cells, Series, by_arm_and_layer, last_step, newest
from bnviz.figures.slots import Slots
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence
from bnviz.language import N_, _
from bnviz.maths.activations import ACTIVATIONS

_SATURATED, _OFF, _ANYWHERE = N_("saturated"), N_("off"), N_("flat")
_FLAT = {"sigmoid": _SATURATED, "tanh": _SATURATED, "relu": _OFF, "leaky_relu": _OFF}
_SHARES_LINE = 16  # pixels
_USUAL = np.array([-4.0, 4.0])  # limits are no closer than this


def nonlinearity_figure(
    distributions: pd.DataFrame,
    layers: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    depth: int,
    activation: str,
    step: int,
    unit: int,
    diverged: Collection[int] = (),
) -> go.Figure:
    """The density of each arm's input over the curve of the nonlinearity, in the column of each layer.

    Each density is scaled to its own peak, or a narrow one would press the others down. Where the
    nonlinearity is flat is shaded; how many of the inputs are there stands above, for each arm.

    Args:
        distributions: columns `step`, `arm`, `layer`, `unit`, `after`, as `distributions_by_layer` takes
            them; of several Snapshots the newest up to `step` is shown.
        layers: columns `step`, `arm`, `layer`, `flat` and `dead` (from 0 to 1), likewise.
        styles: the look of each arm, by its index.
        depth: the hidden layers, from 1 to 12.
        activation: the name of the nonlinearity.
        step: the chosen step.
        unit: a unit from 1, or 0 for all units of a layer pooled.
        diverged: the arms that diverged, which do not set the scale.
    """
    arms = len(styles)
    cells = distributions_by_layer(
        newest(distributions, step), arms, depth, place="after", unit=unit, activation=activation
    )
    flat = by_arm_and_layer(newest(layers, step), ["flat", "dead"], arms, depth)
    slots = Slots(depth, _limits(cells, diverged), fineness=2 if arms * depth <= 12 else 1)
    now, name = last_step(cells.values()), _(field("activation").labels[activation])
    what = _("Input to each {nonlinearity}, {units}").format(nonlinearity=name, units=whose(unit))
    word = _(_FLAT.get(activation, _ANYWHERE))
    return figure(
        [_shade(slots, activation), _answer(slots, activation), *_densities(slots, cells, styles)],
        _layout(slots, [_heading(layer, flat, styles, activation) for layer in range(1, depth + 1)], arms),
        title=what if now is None else _("{what}, step {step:,}").format(what=what, step=now),
        subtitle=_subtitle(activation, word),
        alt=_alt(_what(what, word, depth), cells, flat, styles, depth),
        height=150 + _SHARES_LINE * arms,
        min_width=minimum_width(depth),
        steps=False,
    )


def _subtitle(activation: str, word: str) -> str:
    plain = _("shaded: {word}, above in % of all units")
    told = _("shaded: {word}, above in % of all units / dead units") if activation == "relu" else plain
    return told.format(word=word)


def _what(what: str, word: str, layer: int) -> str:
    told = _("{what}: median, and per cent {word}, in layer {layer}")
    return told.format(what=what, word=word, layer=layer)


def _limits(cells: Cells, diverged: Collection[int]) -> tuple[float, float]:
    ends = [(arm, values["quantiles"][:, [0, -1]]) for (arm, layer), values in cells.items()]
    sound = [end for end in ends if end[0] not in diverged]
    return steady_limits([*(sound or ends), (-1, _USUAL)], diverged=())


def _densities(slots: Slots, cells: Cells, styles: Sequence[ArmStyle]) -> list[Part]:
    return [
        {
            **arm_look(style),
            **slots.hills(
                np.vstack([_density(cells[arm, layer + 1], slots) for layer in range(slots.depth)])
            ),
            "fill": "tozeroy",
            "fillcolor": style.tint(0.2),
            "hoverinfo": "none",
            "meta": {"layer": "x"},
        }
        for arm, style in enumerate(styles)
    ]


def _density(values: Series, slots: Slots) -> NDArray[np.float64]:
    """(1, bins), 1 at its peak; NaN if there is no distribution."""
    if not len(values["step"]):
        return np.full((1, len(slots.middles)), np.nan)
    density = shares(values["quantiles"], slots.edges)
    peak = density.max(axis=1, keepdims=True)
    return density / np.where(peak > 0, peak, 1)


def _answer(slots: Slots, activation: str) -> Part:
    """The curve of the nonlinearity, from the bottom to the top of the figure."""
    curve = ACTIVATIONS[activation].function(slots.middles)
    height = (curve - curve.min()) / (curve.max() - curve.min())
    return {
        "type": "scatter",
        **slots.curve(np.tile(height, (slots.depth, 1))),
        "mode": "lines",
        "line": {"color": "rgba(128,128,128,0.9)", "width": 1.25},
        "hoverinfo": "none",
        "showlegend": False,
        "meta": {"layer": "x"},
    }


def _shade(slots: Slots, activation: str) -> Part:
    """Where the slope is below a tenth of its steepest."""
    slope = np.abs(ACTIVATIONS[activation].derivative(slots.middles))
    flat = (slope < slope.max() / 10).astype(np.uint8)
    return {
        "type": "scatter",
        **slots.plateaus(np.tile(flat, (slots.depth, 1))),
        "mode": "lines",
        "line": {"shape": "hvh", "width": 0},
        "fill": "tozeroy",
        "fillcolor": "rgba(128,128,128,0.13)",
        "hoverinfo": "none",
        "showlegend": False,
        "meta": {"layer": "x"},
    }


def _heading(layer: int, flat: Cells, styles: Sequence[ArmStyle], activation: str) -> Part:
    """The layer's name, and below it the shares of each arm."""
    columns = ("flat", "dead") if activation == "relu" else ("flat",)
    lines = [f"{style.dot} {_per_cent(flat[arm, layer], columns)}" for arm, style in enumerate(styles)]
    return {
        "text": f'{layer_title(layer)}<br><span style="font-size:11px">{"<br>".join(lines)}</span>',
        "showarrow": False,
        "x": layer,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
    }


def _per_cent(values: Series, columns: Sequence[str]) -> str:
    return " / ".join(f"{100 * share:.0f}" for name in columns for share in values[name]) or "–"


def _layout(slots: Slots, headings: Sequence[Part], arms: int) -> Part:
    hidden = {"showgrid": False, "showticklabels": False, "zeroline": False}
    return {
        "margin": MARGIN | {"t": MARGIN["t"] + TITLE_LINE + _SHARES_LINE * arms},
        "annotations": [*headings, below(_("input"))],
        "hovermode": "x",
        "xaxis": slots.axis() | {"zeroline": False},
        "yaxis": hidden | {"range": [0, 1.05], "title": titled(_("density"))},
    }


def _alt(what: str, cells: Cells, flat: Cells, styles: Sequence[ArmStyle], depth: int) -> str:
    readings = [
        reading(style, percentile(cells[arm, depth]["quantiles"], 0.5), 100 * flat[arm, depth]["flat"])
        for arm, style in enumerate(styles)
    ]
    return sentence(what, last_step(cells.values()), readings)
