"""What came of a finished run: its final scores, its tables, its networks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from bnviz.runs.checkpoints import Kept, networks
from bnviz.runs.reaching import first_steps
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import TableName


@dataclass(frozen=True)
class Outcome:
    """A finished run, and the store that has all it recorded."""

    run: Run
    store: Store

    def final(self, name: str = "test_accuracy") -> list[float]:
        """A score at the end, of each arm, on all images; NaN where a score is no number.

        Args:
            name: train_loss, test_loss (nats), train_accuracy or test_accuracy (0 to 1).
        """
        arms = self.run.result["arms"] if self.run.result else [{}] * len(self.run.experiment.arms)
        return [math.nan if arm.get(name) is None else float(arm[name]) for arm in arms]

    def table(self, name: TableName) -> pd.DataFrame:
        """All rows of a table."""
        return self.store.read(self.run.id, name)[0]

    def steps_to(self, accuracy: float) -> list[int | None]:
        """The first step at which each arm has this accuracy (0 to 1) on the probe images, or None."""
        tests = self.table("tests")
        arms = range(len(self.run.experiment.arms))
        return [first_steps(tests, arm, [accuracy])[0] for arm in arms]

    def networks(self, step: int) -> tuple[Kept, ...]:
        """The networks as they were at a checkpoint, one an arm."""
        return networks(self.store, self.run, step)
