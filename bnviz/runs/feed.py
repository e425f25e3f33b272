"""What a page shows of a run: its tables, thinned to a fixed number of points, read on from where it was.

One feed serves all who watch the same run, so a class costs the store one reader. A refresh reads only what
is new and keeps a bounded number of points, so it costs as much at step 50,000 as at step 1,000.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bnviz.runs.database import StoreError
from bnviz.runs.divergence import first_broken_steps
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS, TableName, decode

LOSS_POINTS = 400
SNAPSHOT_POINTS = 200

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """What a run has recorded so far, thinned.

    Attributes:
        losses: step, arm, train_loss: means over equal stretches of steps, at most 400 an arm.
        tests: rows of that table at up to 200 of the Snapshots, evenly among those taken.
        layers: likewise.
        units: likewise.
        diverged_at: each arm's first step with a loss that is no finite number, or None.
    """

    losses: pd.DataFrame
    tests: pd.DataFrame
    layers: pd.DataFrame
    units: pd.DataFrame
    diverged_at: tuple[int | None, ...]

    @classmethod
    def empty(cls, arms: int) -> Curves:
        """Nothing recorded yet."""
        losses, tests, layers, units = (decode(name, []) for name in SCHEMAS)
        return cls(losses, tests, layers, units, (None,) * arms)


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


class Feed:
    """Follows one run; `refresh` may be called from any thread."""

    def __init__(self, store: Store, run_id: str, arms: int):
        """Follow the run `run_id` of `store`, which has `arms` arms."""
        self.store, self.run_id, self.arms = store, run_id, arms
        self.curve = LossCurve(arms)
        self.cursors: dict[TableName, int] = {}
        self.tables: dict[TableName, pd.DataFrame] = {}
        self.lock = threading.Lock()

    def refresh(self) -> tuple[Run, Curves]:
        """The run as it is now and all it has recorded; reads only what is new."""
        with self.lock:
            run = self.store.get(self.run_id)  # before its rows: a run seen as ended has all of them
            if run is None:
                raise StoreError(f"Run {self.run_id} is no longer in the store.")
            losses = self._new("losses")["train_loss"].to_numpy(float).reshape(-1, self.arms)
            self.curve.extend(losses)
            tests, layers, units = (self._snapshots(name) for name in ("tests", "layers", "units"))
            return run, Curves(self.curve.frame(), tests, layers, units, tuple(self.curve.diverged_at))

    def _new(self, name: TableName) -> pd.DataFrame:
        rows, self.cursors[name] = self.store.read(self.run_id, name, self.cursors.get(name, 0))
        return rows

    def _snapshots(self, name: TableName) -> pd.DataFrame:
        """All rows so far are kept, and those of some Snapshots are given."""
        new = self._new(name)
        known = self.tables.get(name)
        table = new if known is None else pd.concat([known, new], ignore_index=True) if len(new) else known
        self.tables[name] = table
        return _thin(table, SNAPSHOT_POINTS)


def _thin(table: pd.DataFrame, points: int) -> pd.DataFrame:
    """The rows of at most `points` of a table's steps, evenly spread among them, the first and last kept."""
    steps = table["step"].unique()
    if len(steps) <= points:
        return table
    chosen = steps[np.linspace(0, len(steps) - 1, points).round().astype(int)]
    return table[table["step"].isin(chosen)]
