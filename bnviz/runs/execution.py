"""Training a claimed run to its end, recording as it goes: the one road for the app and the command line."""

from __future__ import annotations

import math
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from bnviz.data import DataError, Dataset
from bnviz.runs.database import StoreError
from bnviz.runs.divergence import first_broken_steps
from bnviz.runs.frames import loss_rows, snapshot_rows
from bnviz.runs.run import Run, StaleAttempt
from bnviz.runs.schema import Ending
from bnviz.runs.store import Store
from bnviz.runs.tables import TableName
from bnviz.training.devices import DeviceError, require
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot

RECORD_EVERY = 0.5  # seconds between two appends: how stale a reader may be, and how late a stop is heard

Progress = Callable[[int], None]
Load = Callable[[str], Dataset]


class Released(Exception):  # noqa: N818 - an orderly shutdown, not an error
    """The process is asked to end: the run goes back to the queue."""


def execute(store: Store, run: Run, load: Load, progress: Progress = lambda step: None) -> None:
    """Train a run that this process has claimed; it ends done, stopped or failed, with a sentence if failed.

    Args:
        store: where the run is recorded.
        run: as it was claimed.
        load: gives the data set of a name.
        progress: is told each recorded step; may raise `Released` to give the run back to the queue.
    """
    recorder = Recorder(store, run, progress)
    try:
        _train(recorder, run, load(run.data_name))
    except StaleAttempt:
        return  # taken for lost meanwhile: another worker has it now
    except Released:
        store.release(run)
    except (DataError, DeviceError, StoreError) as error:
        _fail(recorder, str(error))
    except Exception as error:
        traceback.print_exc()
        _fail(recorder, f"The training broke off unexpectedly ({type(error).__name__}).")


def _train(recorder: Recorder, run: Run, dataset: Dataset) -> None:
    if dataset.fingerprint != run.data_fingerprint:
        raise DataError(f"The data set {run.data_name} has changed since this run was asked for.")
    require(run.device)
    training = Training(run.experiment, dataset, run.device)
    if recorder.record(training):
        columns = training.scores(recorder.beat)._asdict()
        columns["diverged_at"] = first_broken_steps(training.losses(0, run.steps))
        recorder.finish("done", {"arms": _by_arm(columns)})
    else:
        recorder.finish("stopped")


def _fail(recorder: Recorder, sentence: str) -> None:
    try:
        recorder.finish("failed", error=sentence)
    except (StaleAttempt, StoreError) as error:
        print(f"Run {recorder.run.id}: {sentence} That could not be recorded: {error}", file=sys.stderr)


def _by_arm(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """One plain dictionary an arm; what is not a number becomes None, as JSON has no NaN."""
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return value if not isinstance(value, float) or math.isfinite(value) else None


class Recorder:
    """Appends what a training yields to the store a few times a second, and hears from it when to stop."""

    def __init__(self, store: Store, run: Run, progress: Progress):
        """Start the run's clock."""
        self.store, self.run, self.progress = store, run, progress
        self.started = time.perf_counter()
        self.step = -1  # the last step appended; even the state before step 1 is yet to come
        self.seconds = 0.0  # the training time up to that step
        self.due = self.started  # the first Snapshot is shown at once

    def record(self, training: Training) -> bool:
        """Train and record to the end (True), or until a stop is requested (False)."""
        snapshots: list[Snapshot] = []
        for step, snapshot in enumerate(training.steps()):
            if snapshot is not None:
                snapshots.append(snapshot)
            if time.perf_counter() >= self.due or step == training.experiment.steps:
                if self._append(training, step, snapshots):
                    return False
                snapshots.clear()
        return True

    def _append(self, training: Training, step: int, snapshots: list[Snapshot]) -> bool:
        """Record all since the last time; whether to stop."""
        after = max(self.step, 0)
        frames: dict[TableName, Any] = {"losses": loss_rows(after + 1, training.losses(after, step))}
        if snapshots:
            frames |= snapshot_rows(snapshots)
        self.seconds = time.perf_counter() - self.started
        stop = self.store.append(self.run, frames, step, self.seconds)
        self.step, self.due = step, time.perf_counter() + RECORD_EVERY
        self.progress(step)
        return stop

    def beat(self) -> None:
        """Tell the store that the run is alive, if it has not heard for a while."""
        if time.perf_counter() >= self.due:
            self.store.heartbeat(self.run, self.step, self.seconds)
            self.due = time.perf_counter() + RECORD_EVERY

    def finish(self, state: Ending, result: dict[str, Any] | None = None, error: str | None = None) -> None:
        """End the run."""
        self.store.finish(self.run, state, result, error, seconds=self.seconds)
