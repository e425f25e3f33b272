"""What a training yields between two appends to the store, gathered as rows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bnviz.runs.tables import TableName
from bnviz.runs.workers.frames import loss_rows, parameter_rows, snapshot_rows, statistics_rows
from bnviz.training.kept_layers import KeptLayer
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot


class Harvest:
    """Snapshots and checkpoints since they were brought in last; `seen` is the step of the last Snapshot."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seen = -1
        self._snapshots: list[Snapshot] = []
        self._checkpoints: list[tuple[int, Sequence[KeptLayer]]] = []

    def take(self, training: Training, step: int, snapshot: Snapshot | None) -> None:
        """Take what there is of a step just made: its Snapshot, and at a checkpoint the parameters."""
        if snapshot is not None:
            self._snapshots.append(snapshot)
            self.seen = step
        if step in training.experiment.checkpoints:
            self._checkpoints.append((step, training.parameters()))

    def bring_in(self, training: Training, after: int, last: int) -> dict[TableName, pd.DataFrame]:
        """The rows of all tables since the last time, the steps being those after `after` up to `last`."""
        frames: dict[TableName, pd.DataFrame] = {"losses": loss_rows(after + 1, training.losses(after, last))}
        if (statistics := training.statistics(after, last)) is not None:
            frames["statistics"] = statistics_rows(after + 1, statistics)
        if self._snapshots:
            frames |= snapshot_rows(self._snapshots)
        if self._checkpoints:
            frames["parameters"] = parameter_rows(self._checkpoints)
        self._snapshots.clear()
        self._checkpoints.clear()
        return frames
