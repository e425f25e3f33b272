"""The losses of all steps of a run, kept as a bounded number of means."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bnviz.runs.divergence import first_broken_steps

LOSS_POINTS = 300

Array = npt.NDArray[np.float64]


class LossCurve:
    """The losses of all steps as means over stretches of equal length, which doubles when they get many."""

    def __init__(self, arms: int):
        """Start empty, one step a stretch."""
        self.stretch = 1
        self.means = np.empty((0, arms))
        self.rest = np.empty((0, arms))
        self.steps = 0
        self.diverged_at: list[int | None] = [None] * arms

    def extend(self, losses: Array) -> None:
        """Add the losses (steps, arms) of the steps that follow."""
        new = first_broken_steps(losses, self.steps + 1)
        self.diverged_at = [old or step for old, step in zip(self.diverged_at, new, strict=True)]
        self.steps += len(losses)
        pending = np.concatenate([self.rest, losses])
        whole = len(pending) // self.stretch * self.stretch
        self.rest = pending[whole:]
        self.means = np.concatenate([self.means, _means(pending[:whole], self.stretch)])
        while len(self.means) >= 4 * LOSS_POINTS:
            self._coarsen()

    def _coarsen(self) -> None:
        """Join stretches in pairs; one left over goes back to the steps that wait for a whole stretch."""
        even = len(self.means) // 2 * 2
        left_over = np.repeat(self.means[even:], self.stretch, axis=0)
        self.rest = np.concatenate([left_over, self.rest])
        self.means = _means(self.means[:even], 2)
        self.stretch *= 2

    def frame(self) -> pd.DataFrame:
        """At most LOSS_POINTS points an arm: the mean loss of a stretch of steps, at its last step."""
        count, arms = self.means.shape
        cuts = np.unique(np.linspace(0, count, min(count, LOSS_POINTS) + 1).round().astype(int))
        means = np.add.reduceat(self.means, cuts[:-1]) / np.diff(cuts)[:, None] if count else self.means
        return pd.DataFrame(
            {
                "step": np.repeat(cuts[1:] * self.stretch, arms),
                "arm": np.tile(np.arange(arms), len(means)),
                "train_loss": means.ravel(),
            }
        )


def _means(values: Array, count: int) -> Array:
    """Means over each `count` rows of values (n · count, arms)."""
    means: Array = values.reshape(-1, count, values.shape[1]).mean(1)
    return means
