"""Training loss against the step, on a log axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.layout import arm_line, figure, step_axis, titled
from bnviz.figures.limits import steady_limits
from bnviz.figures.log_axis import log_axis, spanning_line
from bnviz.figures.marks import diverged
from bnviz.figures.series import by_arm, last_step
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import ended, reading, sentence
from bnviz.language import _


def loss_figure(
    losses: pd.DataFrame, styles: Sequence[ArmStyle], *, steps: int, diverged_at: Mapping[int, int]
) -> go.Figure:
    """One curve an arm; a diverged arm ends with an × at the step of its first loss that is not finite.

    Args:
        losses: columns `step`, `arm`, `train_loss` (mini-batch cross-entropy in nats); at most some 400
            rows an arm, in the order of their steps. A loss of 0 has no place on a log axis and is left out.
        styles: the look of each arm, by its index.
        steps: the experiment's steps, the end of the x axis.
        diverged_at: the step at which an arm diverged, by its index; empty if none did.
    """
    curves = by_arm(losses[losses["train_loss"] > 0], ["train_loss"], len(styles))
    exponents = [(arm, np.log10(curve["train_loss"])) for arm, curve in enumerate(curves)]
    low, high = steady_limits(exponents, diverged_at, otherwise=(-2, 1))
    high += bool(diverged_at)  # a decade in which to see an arm leave
    lines = [
        arm_line(style, curve["step"], curve["train_loss"], hovertemplate="%{y:.3~g}")
        for style, curve in zip(styles, curves, strict=True)
    ]
    crosses = [
        diverged(styles[arm], step, 10.0 ** float(min([high, *exponents[arm][1][-1:]])), steps=steps)
        for arm, step in diverged_at.items()
    ]
    readings = [
        ended(style, diverged_at[arm]) if arm in diverged_at else reading(style, curves[arm]["train_loss"])
        for arm, style in enumerate(styles)
    ]
    layout = {
        "xaxis": step_axis(steps, title=titled(_("step"))),
        "yaxis": log_axis((low, high)) | {"title": titled(_("cross-entropy, nats"))},
        "shapes": [spanning_line((low, high))],
    }
    return figure(
        lines + crosses,
        layout,
        title=_("Training loss"),
        alt=sentence(_("Training loss"), last_step(curves), readings),
    )
