"""What a page shows of a run: its curves, read on from where they were, and what it kept of single steps.

One feed serves all who watch the same run, so a class costs the store one reader. A refresh reads only what
is new; it keeps a bounded number of points, so it costs as much at step 50,000 as at step 1,000. As long as
nothing is new it gives the very same curves, so that what was drawn of them can be shown again.
"""

from __future__ import annotations

import itertools
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from bnviz.language import _
from bnviz.runs.database import StoreError
from bnviz.runs.loss_curve import LossCurve
from bnviz.runs.memo import Memo
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import TableName, decode

FOLLOWED: tuple[TableName, ...] = ("tests", "layers", "units", "distributions")
STEPS_KEPT = 64  # single steps in memory: those that a class looks at, and the neighbours of a replay


@dataclass(frozen=True, eq=False)
class Curves:
    """What a run has recorded so far. What a feed gives is known by its identity.

    Attributes:
        diverged_at: each arm's first step with a loss that is no finite number, or None.
        losses: step, arm, train_loss: means over equal stretches of steps, at most 300 an arm.
        tests: the rows of that table at all Snapshots, some 250 at most.
        layers: likewise.
        units: likewise.
        distributions: likewise.
    """

    diverged_at: tuple[int | None, ...]
    losses: pd.DataFrame
    tests: pd.DataFrame
    layers: pd.DataFrame
    units: pd.DataFrame
    distributions: pd.DataFrame

    @classmethod
    def empty(cls, arms: int) -> Curves:
        """Nothing recorded yet."""
        return cls((None,) * arms, *(decode(name, []) for name in ("losses", *FOLLOWED)))

    def beside(self, *others: Curves) -> Curves:
        """These and the curves of other runs, whose arms are counted on from these ones."""
        if not others:
            return self
        all_ = (self, *others)
        firsts = list(itertools.accumulate((len(each.diverged_at) for each in all_), initial=0))
        tables = [
            _joined(
                [_counted_on(getattr(each, name), first) for each, first in zip(all_, firsts, strict=False)]
            )
            for name in ("losses", *FOLLOWED)
        ]
        return Curves(sum((each.diverged_at for each in all_), ()), *tables)

    @cached_property
    def steps(self) -> list[int]:
        """The steps of all Snapshots, in order."""
        return sorted(self.tests["step"].unique().tolist())

    @cached_property
    def watched_units(self) -> list[int]:
        """The units that the run looks at one by one, in order."""
        return sorted(self.units["unit"].unique().tolist())


class Feed:
    """Follows one run; all methods may be called from any thread."""

    def __init__(self, store: Store, run_id: str, arms: int, watch: Callable[[], float] = time.monotonic):
        """Follow the run `run_id` of `store`, which has `arms` arms; `watch` tells the seconds that go by."""
        self.store, self.run_id, self.arms = store, run_id, arms
        self.curve = LossCurve(arms)
        self.cursors: dict[TableName, int] = {}
        self.tables = {name: decode(name, []) for name in FOLLOWED}
        self.curves, self.shown = Curves.empty(arms), self.cursors.copy()  # up to which rows
        self.sign_of_life: tuple[object, ...] | None = None  # of the run, when its rows were last read
        self.seen: Run | None = None
        self.seen_at = 0.0
        self.lock, self._watch = threading.Lock(), watch
        self.moments = Memo(STEPS_KEPT)

    def refresh(self, within: float = 0.0) -> tuple[Run, Curves]:
        """The run as it is now and all it has recorded; reads only what is new.

        Args:
            within: seconds; of a run that trains on its own, what was seen so recently will do.
        """
        with self.lock:
            if self.seen and _trains_on(self.seen) and self._watch() - self.seen_at < within:
                return self.seen, self.curves
            run = self.store.get(self.run_id)  # before its rows: a run seen as ended has all of them
            if run is None:
                raise StoreError(_("Run {run} is no longer in the store.").format(run=self.run_id))
            sign = run.attempt, run.step, run.heartbeat_at  # which change with every append
            if sign != self.sign_of_life:
                self._read()
                self.sign_of_life = sign
            self.seen, self.seen_at = run, self._watch()
            return run, self.curves

    def at(self, table: TableName, step: int) -> pd.DataFrame:
        """The rows of a table at the newest Snapshot up to a step, of those that `refresh` has told of."""
        curves = self.curves
        place = bisect_right(curves.steps, step)
        if not place:
            return decode(table, [])
        known = curves.steps[place - 1]

        def read() -> pd.DataFrame:
            if table not in FOLLOWED:
                return self.store.read_at(self.run_id, table, known)
            rows: pd.DataFrame = getattr(curves, table)
            return rows[rows["step"] == known].reset_index(drop=True)

        return self.moments.once((table, known), read)

    def _read(self) -> None:
        """Take in what is new in all tables, if anything is."""
        self.curve.extend(self._new("losses")["train_loss"].to_numpy(float).reshape(-1, self.arms))
        for name, table in self.tables.items():
            self.tables[name] = _joined([table, self._new(name)])
        if self.cursors != self.shown:
            self.curves = Curves(tuple(self.curve.diverged_at), self.curve.frame(), *self.tables.values())
            self.shown = self.cursors.copy()

    def _new(self, name: TableName) -> pd.DataFrame:
        rows, self.cursors[name] = self.store.read(self.run_id, name, self.cursors.get(name, 0))
        return rows


def _trains_on(run: Run) -> bool:
    """Whether nothing about the run will matter to anybody at once."""
    return run.state == "running" and run.pace is None and run.pause_at is None and run.step > 0


def _counted_on(rows: pd.DataFrame, arm: int) -> pd.DataFrame:
    """The rows of a table with their first arm as another one."""
    return rows.assign(arm=rows["arm"] + arm) if arm else rows


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else (filled or parts)[0]
