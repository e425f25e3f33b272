"""What came of every network of a sweep, as far as it is trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bnviz.experiment.settings import Normalization
from bnviz.lessons.sweeps.plans import Place, Sweep
from bnviz.maths import Array
from bnviz.runs.feed import Curves
from bnviz.runs.run import Run

Measure = Literal["end", "best", "steps", "loss"]
Recorded = tuple[Run, Curves] | None
"""A row's run with what it has recorded so far; None where there is no run."""

ROUNDING = 1e-6  # accuracies are kept as 32-bit numbers: 90 % may read 0.899999976


@dataclass(frozen=True)
class Row:
    """The networks of a row, the arms of one run.

    Attributes:
        steps: of its Snapshots, (n,).
        accuracy: on the way, of 512 test images, 0 to 1, (n, arms).
        diverged_at: each arm's first step with a loss that is no number, NaN if it has none, (arms,).
        end: accuracy at the end: of all test images once it is done, before that the newest, (arms,).
        loss: likewise the test loss, in nats; NaN of an arm that has diverged.
    """

    steps: Array
    accuracy: Array
    diverged_at: Array
    end: Array
    loss: Array

    @classmethod
    def of(cls, run: Run, curves: Curves) -> Row:
        """Read what a run has recorded: one Snapshot at least."""
        arms = len(run.experiment.arms)
        tests = curves.tests
        accuracy, loss = (
            tests[name].to_numpy(float).reshape(-1, arms) for name in ("test_accuracy", "test_loss")
        )
        diverged_at = np.array(curves.diverged_at, float)
        end, last = accuracy[-1], loss[-1]
        if run.result:
            end, last = (
                np.array([arm[name] for arm in run.result["arms"]], float)
                for name in ("test_accuracy", "test_loss")
            )
        return cls(tests["step"].to_numpy(float)[::arms], accuracy, diverged_at, end, last)

    def steps_to(self, accuracy: float) -> Array:
        """The step of each arm's first Snapshot with an accuracy, (arms,); NaN if it never has it."""
        reached = self.accuracy >= accuracy
        return np.where(reached.any(axis=0), self.steps[reached.argmax(axis=0)], np.nan)


MEASURES: Mapping[Measure, Callable[[Row, float], Array]] = MappingProxyType(
    {
        "end": lambda row, accuracy: row.end,
        "best": lambda row, accuracy: row.accuracy.max(axis=0),
        "steps": lambda row, accuracy: row.steps_to(accuracy),
        "loss": lambda row, accuracy: row.loss,
    }
)


class Results:
    """The networks of a sweep, row by row."""

    def __init__(self, sweep: Sweep, recorded: Sequence[Recorded]):
        """Read what there is of each row of `sweep`."""
        self.sweep = sweep
        self.rows = [None if each is None or each[1].tests.empty else Row.of(*each) for each in recorded]

    def map(self, kind: Normalization, measure: Measure, accuracy: float = 0.9) -> Array:
        """A measure of all networks of a normalization, (rows, columns); NaN where there is none (yet).

        Args:
            kind: the normalization.
            measure: accuracy at the "end", "best" accuracy, "steps" to an accuracy, or test "loss" (nats).
            accuracy: the one that is to be reached.
        """
        return self._read(kind, lambda row: MEASURES[measure](row, accuracy))

    def diverged(self, kind: Normalization) -> NDArray[np.bool_]:
        """Which networks have diverged, (rows, columns)."""
        return np.isfinite(self._read(kind, lambda row: row.diverged_at))

    def seen(self) -> NDArray[np.bool_]:
        """Of which places of the grid something is recorded, (rows, columns)."""
        known = np.array([row is not None for row in self.rows])
        return np.repeat(known[:, None], len(self.sweep.rates), axis=1)

    def reached(self, kind: Normalization, accuracy: float) -> int:
        """The width of the working region: how many networks have had an accuracy on the way."""
        return int(np.isfinite(self.map(kind, "steps", accuracy)).sum())

    def reached_at_end(self, kind: Normalization, accuracy: float) -> int:
        """How many networks have an accuracy at the end, as the map of that measure shows it."""
        return int((self.map(kind, "end") >= accuracy - ROUNDING).sum())

    def gap(self) -> float:
        """The most that a network's accuracy at the end differs between all test images and the 512.

        Between 0 and 1; 0 while no row is done. Networks that have diverged do not count.
        """
        gaps = [self._read(kind, _gap) for kind in self.sweep.normalizations]
        return float(np.nan_to_num(gaps).max())

    def curve(self, place: Place) -> tuple[Array, Array]:
        """The steps of a network's Snapshots, and its accuracy at them; none where nothing is recorded."""
        row = self.rows[place.row]
        return (
            (np.empty(0), np.empty(0)) if row is None else (row.steps, row.accuracy[:, self.sweep.arm(place)])
        )

    def _read(self, kind: Normalization, read: Callable[[Row], Array]) -> Array:
        columns = len(self.sweep.rates)
        first = self.sweep.arm(Place(kind, 0, 0))
        unknown = np.full(columns, np.nan)
        return np.stack([unknown if row is None else read(row)[first : first + columns] for row in self.rows])


def _gap(row: Row) -> Array:
    return np.where(np.isfinite(row.diverged_at), np.nan, np.abs(row.end - row.accuracy[-1]))


def best_place(values: Array, *, least: bool) -> tuple[int, int] | None:
    """The row and column of the greatest value of a map, or the least; None if it has none."""
    if not np.isfinite(values).any():
        return None
    at = np.nanargmin(values) if least else np.nanargmax(values)
    row, column = np.unravel_index(at, values.shape)
    return int(row), int(column)


def best_in_columns(values: Array, *, least: bool) -> Array:
    """The best value of each column, (columns,); NaN of a column without any."""
    worst = np.inf if least else -np.inf
    filled = np.where(np.isfinite(values), values, worst)
    best = filled.min(axis=0) if least else filled.max(axis=0)
    return np.where(np.isfinite(best), best, np.nan)
