"""The paper's bands for every layer of every arm: 15th, 50th and 85th percentile of the nonlinearity's input.

After Figure 1 (b, c) of Ioffe and Szegedy, arXiv:1502.03167. Theirs is one unit of the last hidden layer;
here all units of a layer are pooled.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.columns import cell, layer_columns, minimum_width
from bnviz.figures.layout import Part, arm_line, aside, figure
from bnviz.figures.limits import steady_limits
from bnviz.figures.series import Series, by_arm_and_layer, last_step
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence

_PERCENTILES = ("p15", "p50", "p85")
_TITLE = "Input to each nonlinearity" + aside("15th, 50th, 85th percentile")


def layers_figure(
    layers: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    depth: int,
    steps: int,
    diverged: Collection[int] = (),
) -> go.Figure:
    """A fan over the steps for each arm (a row) and layer (a column): a band with the median in it.

    Args:
        layers: columns `step`, `arm`, `layer`, `p15`, `p50`, `p85` (input to the nonlinearity), in the
            order of their steps.
        styles: the look of each arm, by its index.
        depth: the hidden layers, from 1 to 12.
        steps: the experiment's steps, the end of the x axes.
        diverged: the arms that diverged, which do not set the scale.
    """
    fans = by_arm_and_layer(layers, _PERCENTILES, len(styles), depth)
    edges = [(arm, np.stack([fan["p15"], fan["p85"]])) for (arm, _), fan in fans.items()]
    limits = steady_limits(edges, diverged)
    traces = [
        part | cell(arm + 1, layer)
        for (arm, layer), fan in fans.items()
        for part in (_band(styles[arm], fan), _median(styles[arm], fan))
    ]
    readings = [
        reading(style, *(fans[arm, depth][name] for name in _PERCENTILES)) for arm, style in enumerate(styles)
    ]
    what = f"15th, 50th and 85th percentile of the input to the nonlinearity of layer {depth}"
    return figure(
        traces,
        layer_columns(depth, steps, [style.label for style in styles], limits) | {"showlegend": False},
        title=_TITLE,
        alt=sentence(what, last_step(fans.values()), readings),
        height=80 + max(170, 62 * len(styles)),
        min_width=minimum_width(depth),
    )


def _band(style: ArmStyle, fan: Series) -> Part:
    """The area between the 15th and the 85th percentile, as one closed outline."""
    return {
        "type": "scatter",
        "x": np.concatenate([fan["step"], fan["step"][::-1]]),
        "y": np.concatenate([fan["p15"], fan["p85"][::-1]]),
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": style.tint(0.26),
        "hoverinfo": "skip",
    }


def _median(style: ArmStyle, fan: Series) -> Part:
    return arm_line(
        style,
        fan["step"],
        fan["p50"],
        mode="lines",
        customdata=np.stack([fan["p15"], fan["p85"]], axis=1),
        hovertemplate="%{y:.2f} (%{customdata[0]:.2f} … %{customdata[1]:.2f})",
    )
