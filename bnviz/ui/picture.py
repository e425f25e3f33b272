"""What the figures are to show: the arms of a run, or of two runs side by side on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from bnviz.experiment import Arm, Experiment
from bnviz.figures.style import ArmStyle, arm_styles
from bnviz.runs.feed import Curves


@dataclass(frozen=True)
class Picture:
    """Arms with all that was measured of them.

    Attributes:
        styles: each arm's name and look.
        curves: what was recorded of them, by their places in `styles`.
        activation: the first run's nonlinearity.
        alike: the arms that have it.
        depth: the hidden layers, of the deeper run.
        steps: the end of the step axes, of the longer run.
        changes: steps at which a run's learning rate was changed, and to what.
    """

    styles: tuple[ArmStyle, ...]
    curves: Curves
    activation: str
    alike: tuple[int, ...]
    depth: int
    steps: int
    changes: tuple[tuple[int, str], ...]

    @property
    def distributions_alike(self) -> pd.DataFrame:
        """The distributions of the arms that can be shown on, or behind, one nonlinearity's curve."""
        frame = self.curves.distributions
        return frame[frame["arm"].isin(self.alike)]


def picture(*runs: tuple[Experiment, Curves]) -> Picture:
    """One run's experiment and curves, or two runs'."""
    experiments = [experiment for experiment, _ in runs]
    curves = [each for _, each in runs]
    activations = [experiment.activation for experiment in experiments for _ in experiment.arms]
    arms = [arm for experiment in experiments for arm in experiment.arms]
    return Picture(
        arm_styles(_names(arms), [arm.normalization for arm in arms]),
        curves[0] if len(curves) == 1 else curves[0].beside(curves[1]),
        activations[0],
        tuple(arm for arm, activation in enumerate(activations) if activation == activations[0]),
        max(experiment.depth for experiment in experiments),
        max(experiment.steps for experiment in experiments),
        tuple(
            (change.step, f"lr {change.learning_rate:g}")
            for experiment in experiments
            for change in experiment.changes
        ),
    )


def _names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """Names that tell the arms of all runs apart; of two alike, the second run's is #2."""
    return Experiment(arms=tuple(arms)).arm_names()
