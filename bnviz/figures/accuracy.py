"""Test accuracy against the step, with the level of guessing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd
import plotly.graph_objects as go

from bnviz.figures.layout import Part, arm_line, figure, step_axis, titled
from bnviz.figures.marks import diverged
from bnviz.figures.series import by_arm, last_step
from bnviz.figures.style import ArmStyle
from bnviz.figures.words import ended, in_per_cent, reading, sentence
from bnviz.language import _

CHANCE = 10
"""Per cent: what guessing among ten digits gets right."""


def accuracy_figure(
    tests: pd.DataFrame,
    styles: Sequence[ArmStyle],
    *,
    steps: int,
    diverged_at: Mapping[int, int] = MappingProxyType({}),
) -> go.Figure:
    """One curve an arm, in per cent on an axis from 0 to 100; a diverged arm ends with an ×.

    Args:
        tests: columns `step`, `arm`, `test_accuracy` (fraction of the test images, 0 to 1), rows in the
            order of their steps.
        styles: the look of each arm, by its index.
        steps: the experiment's steps, the end of the x axis.
        diverged_at: the step at which an arm diverged, by its index; empty if none did.
    """
    curves = by_arm(tests, ["test_accuracy"], len(styles))
    percent = [100 * curve["test_accuracy"] for curve in curves]
    lines = [
        arm_line(style, curve["step"], values, hovertemplate=in_per_cent("%{y:.1f}"))
        for style, curve, values in zip(styles, curves, percent, strict=True)
    ]
    crosses = [
        diverged(styles[arm], step, float(next(iter(percent[arm][-1:]), CHANCE)), steps=steps)
        for arm, step in diverged_at.items()
    ]
    layout = {
        "xaxis": step_axis(steps, title=titled(_("step"))),
        "yaxis": {"range": [0, 100], "nticks": 6, "title": titled(_("test images right, %"))},
        "shapes": [_chance_line()],
    }
    readings = [
        ended(style, diverged_at[arm])
        if arm in diverged_at
        else reading(style, percent[arm], told=in_per_cent)
        for arm, style in enumerate(styles)
    ]
    chance = _("chance is {accuracy}").format(accuracy=in_per_cent(CHANCE))
    alt = sentence(_("Test accuracy"), last_step(curves), [*readings, chance])
    return figure(lines + crosses, layout, title=_("Test accuracy"), alt=alt)


def _chance_line() -> Part:
    ends = {"xref": "x domain", "x0": 0, "x1": 1, "y0": CHANCE, "y1": CHANCE}
    place = {"textposition": "end", "yanchor": "top", "padding": 0, "font": {"size": 10.5}}
    label = {"text": _("chance, {accuracy}").format(accuracy=in_per_cent(CHANCE)), **place}
    return {"type": "line", **ends, "line": {"dash": "dot", "width": 1}, "label": label, "layer": "below"}
