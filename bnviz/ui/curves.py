"""The figures of one run: from an experiment and its curves to what the live panel shows."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from bnviz.experiment import Experiment
from bnviz.figures.accuracy import accuracy_figure
from bnviz.figures.layers import layers_figure
from bnviz.figures.loss import loss_figure
from bnviz.figures.shift import shift_figure
from bnviz.figures.style import arm_styles
from bnviz.runs.feed import Curves


def curve_figures(experiment: Experiment, curves: Curves, *, raw_shift: bool) -> dict[str, go.Figure]:
    """Loss, accuracy, the layers' bands and their shift, by name."""
    styles = arm_styles(experiment.arm_names(), [arm.normalization for arm in experiment.arms])
    steps, depth = experiment.steps, experiment.depth
    tests = curves.tests[np.isfinite(curves.tests["test_loss"])]  # what is no number is not right or wrong
    diverged = {arm: step for arm, step in enumerate(curves.diverged_at) if step is not None}
    return {
        "loss": loss_figure(curves.losses, styles, steps=steps, diverged_at=diverged),
        "accuracy": accuracy_figure(tests, styles, steps=steps),
        "layers": layers_figure(curves.layers, styles, depth=depth, steps=steps, diverged=diverged),
        "shift": shift_figure(
            curves.layers, styles, depth=depth, steps=steps, diverged=diverged, raw=raw_shift
        ),
    }
