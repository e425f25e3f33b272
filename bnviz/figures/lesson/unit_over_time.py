"""The input of one unit's nonlinearity over the steps, as Figure 1 (b, c) of the paper draws it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.fan import PERCENTILES, fan
from bnviz.figures.layout import MARGIN, figure, step_axis, titled
from bnviz.figures.limits import steady_limits
from bnviz.figures.series import Series, by_arm, last_step, thinned
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import reading, sentence
from bnviz.language import _

_POINTS = 200


def unit_figures(
    units: pd.DataFrame,
    styles: Sequence[ArmStyle],
    titles: Sequence[str],
    *,
    layer: int,
    unit: int,
    steps: int,
) -> list[go.Figure]:
    """For each arm the median and the band from the 15th to the 85th percentile, all on the same y axis.

    Args:
        units: columns `step`, `arm`, `layer`, `unit`, `p15`, `p50` and `p85`, in the order of their steps.
        styles: the look of each arm, by its index.
        titles: of each arm's figure.
        layer: the layer of the unit, from 1.
        unit: from 1.
        steps: the end of the x axes.
    """
    rows = units[(units["layer"] == layer) & (units["unit"] == unit)]
    curves = by_arm(rows, list(PERCENTILES), len(styles))
    edges = [(arm, np.stack([each["p15"], each["p85"]])) for arm, each in enumerate(curves)]
    limits = steady_limits(edges, diverged=())
    return [
        _unit_figure(each, style, title, limits, steps)
        for each, style, title in zip(curves, styles, titles, strict=True)
    ]


def _unit_figure(
    curves: Series, style: ArmStyle, title: str, limits: tuple[float, float], steps: int
) -> go.Figure:
    what = _("{title}: 15th, 50th and 85th percentile of the input to the sigmoid").format(title=title)
    return figure(
        list(fan(style, thinned(curves, _POINTS))),
        {
            "xaxis": step_axis(steps, title=titled(_("step"))),
            "yaxis": {"range": list(limits), "title": titled(_("input to the sigmoid")), "zeroline": False},
            "margin": MARGIN | {"b": 46},
            "showlegend": False,
        },
        title=title,
        alt=sentence(what, last_step([curves]), [reading(style, *(curves[name] for name in PERCENTILES))]),
        height=250,
    )
