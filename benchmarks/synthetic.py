"""A run of noise in place of training: the rows that a worker would record, at the steps it would."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bnviz.data.batches import PROBE_IMAGES
from bnviz.experiment import Experiment
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS, TableName
from bnviz.runs.workers.frames import loss_rows, snapshot_rows
from bnviz.training.distributions import QUANTILES
from bnviz.training.probes import Snapshot, watched_units
from bnviz.training.schedule import snapshot_steps

Values = dict[str, npt.NDArray[np.float32]]


class SyntheticRun:
    """Records noise as the next steps of a run that nobody trains."""

    def __init__(self, store: Store, experiment: Experiment):
        """Submit `experiment` and claim its run."""
        asked = store.submit(experiment, "mnist-sample", "noise", "0", "cpu")
        claimed = store.claim(run_id=asked.id)
        assert claimed is not None, "nobody else works for this store"
        self.store, self.run, self.experiment, self.step = store, claimed, experiment, -1
        self.due = snapshot_steps(experiment.steps)
        self.noise = np.random.default_rng(experiment.seed)

    def record(self, until: int) -> None:
        """Append the rows of all steps up to `until`, as one worker's append."""
        shape = until - max(self.step, 0), len(self.experiment.arms)
        losses = loss_rows(max(self.step, 0) + 1, self.noise.random(shape, np.float32))
        snapshots = [self._snapshot(step) for step in self.due if self.step < step <= until]
        rows: dict[TableName, pd.DataFrame] = {"losses": losses}
        if snapshots:
            rows |= snapshot_rows(snapshots)
        self.store.append(self.run, rows, until, seconds=until / 1_000)
        self.step = until

    def _snapshot(self, step: int) -> Snapshot:
        arms, layers = len(self.experiment.arms), self.experiment.depth
        watched, images = watched_units(self.experiment), self.experiment.batch_size
        return Snapshot(
            step,
            tests=self._values("tests", (arms,)),
            answers={"predictions": self.noise.integers(0, 10, (arms, PROBE_IMAGES), np.uint8)},
            layers=self._values("layers", (arms, layers)),
            units=self._values("units", (arms, layers, watched)),
            distributions=self._values("distributions", (arms, layers, 1 + watched), QUANTILES),
            batches=self._values("batches", (arms, layers, watched), images) if step else {},
        )

    def _values(self, table: TableName, keys: tuple[int, ...], *lists: int) -> Values:
        """Noise for every measure of a table, ordered within each list as quantiles are."""
        measures = SCHEMAS[table].names[1 + len(keys) :]  # the keys come first: the step and one an axis
        return {name: np.sort(self.noise.random((*keys, *lists), np.float32)) for name in measures}
