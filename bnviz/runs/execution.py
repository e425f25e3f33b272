"""Training a claimed run to its end, recording as it goes: the one road for the app and the command line.

Between two steps the training does what visitors want: it pauses, goes slowly, learns at another rate, stops.
A step that a visitor looks at, because the run pauses there or passes it in slow motion, has a Snapshot.
"""

from __future__ import annotations

import math
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np

from bnviz.data import DataError, Dataset, looked
from bnviz.experiment import Change
from bnviz.runs.database import StoreError
from bnviz.runs.divergence import first_broken_steps
from bnviz.runs.harvest import Harvest
from bnviz.runs.run import Run, StaleAttempt
from bnviz.runs.schema import Ending
from bnviz.runs.store import Store
from bnviz.training.devices import DeviceError, require
from bnviz.training.loop import Training

RECORD_EVERY = 0.5  # seconds between two appends: how stale a reader may be
LOOK_EVERY = 0.05  # seconds between two looks at what visitors want: how late a stop is heard
PATIENCE = 60.0  # seconds that a paused run is held ready for the next order
COURTESY = 1.0  # seconds, if another run is queued: an idle worker would have taken that one by then

Progress = Callable[[int], None]
Load = Callable[[str], Dataset]

_looked = lru_cache(1)(looked)  # so that the next run of the same look starts at once


class Released(Exception):  # noqa: N818 - an orderly shutdown, not an error
    """The process lets go of the run, which goes back to the queue or, paused, rests."""


def execute(store: Store, run: Run, load: Load, progress: Progress = lambda step: None) -> None:
    """Train a run that this process has claimed; it ends done, stopped or failed, with a sentence if failed.

    Args:
        store: where the run is recorded.
        run: as it was claimed.
        load: gives the data set of a name.
        progress: is told the last recorded step now and then; may raise `Released` to give the run back.
    """
    recorder = Recorder(store, run, progress)
    try:
        _train(recorder, run, load(run.data_name))
    except StaleAttempt:
        return  # taken for lost meanwhile: another worker has it now
    except Released:
        with suppress(StaleAttempt):
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
    training = Training(run.experiment, _looked(dataset, run.experiment.look), run.device)
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
    """Appends what a training yields to the store a few times a second, and does what visitors want of it."""

    def __init__(self, store: Store, run: Run, progress: Progress):
        """Start the run's clock."""
        self.store, self.run, self.progress = store, run, progress
        self.experiment, self.orders = run.experiment, run.orders
        self.planned = {change.step for change in run.experiment.changes}  # the training itself changes there
        self.started = time.perf_counter()
        self.step = -1  # the last step appended; even the state before step 1 is yet to come
        self.seconds = 0.0  # the training time up to that step
        self.harvest = Harvest()  # since then
        self.paused = False  # what the store was told last
        self.went_on = self.started  # when the step in hand began
        self.alone_at = self.started  # when nobody else waited for a worker
        self.due = self.look_due = self.started  # the first Snapshot is shown at once

    def record(self, training: Training) -> bool:
        """Train and record to the end (True), or until a stop is requested (False)."""
        for step, snapshot in enumerate(training.steps()):
            self.harvest.take(training, step, snapshot)
            self._tell(training, step)
            if self._obeys(step):
                self._steer(training, step)
            if self.orders.stop:
                if self.step < step:
                    self._append(training, step)
                return False
        return True

    def _obeys(self, step: int) -> bool:
        """Whether orders hold: what is recorded is trained again as it was, and the end is the end."""
        return self.run.step <= step < self.run.steps

    def _is_shown(self, step: int) -> bool:
        return self.harvest.seen == step and self._obeys(step) and self.orders.shows(step)

    def _is_paused(self, step: int) -> bool:
        return self._is_shown(step) and self.orders.pauses_at(step)

    def _tell(self, training: Training, step: int) -> None:
        """Record what is new if it is looked at or due; or else hear what is wanted, if that is due."""
        now = time.perf_counter()
        new = self.step < step and (step == self.run.steps or self._is_shown(step))
        if new or now >= self.due or self.paused != self._is_paused(step):
            self._append(training, step)
        elif now >= self.look_due:
            self.orders = self.store.orders(self.run)
            self.look_due = now + LOOK_EVERY

    def _append(self, training: Training, step: int) -> None:
        frames = self.harvest.bring_in(training, max(self.step, 0), step)
        self.seconds = time.perf_counter() - self.started
        self.paused = self._is_paused(step)
        self.orders = self.store.append(self.run, frames, step, self.seconds, paused=self.paused)
        self.step = step
        now = time.perf_counter()
        self.due, self.look_due = now + RECORD_EVERY, now + LOOK_EVERY
        self.progress(step)

    def _steer(self, training: Training, step: int) -> None:
        """Stay at a step for as long as visitors want, and make ready what they want of the next."""
        self._take_rate(training, step)
        while not self.orders.stop and (left := self._time_left(step)) > 0:
            self._rest(min(left, LOOK_EVERY))
            self._tell(training, step)
            self._take_rate(training, step)
        if self.orders.shows(step + 1):
            training.look_at(step + 1)
        self.went_on = time.perf_counter()

    def _time_left(self, step: int) -> float:
        """The seconds to stay at a step for, as far as is known."""
        if self._is_paused(step):
            return math.inf
        pace = self.orders.pace
        return 0.0 if pace is None else self.went_on + 1 / pace - time.perf_counter()

    def _rest(self, seconds: float) -> None:
        """Wait, which is no training time."""
        before = time.perf_counter()
        self.progress(self.step)
        if self.paused:
            self._mind_others(before)
        time.sleep(seconds)
        self.started += time.perf_counter() - before

    def _mind_others(self, now: float) -> None:
        """Let go of a run that is paused for long, or while others wait for a worker."""
        if not self.store.is_waited_for():
            self.alone_at = now
        courtesy_since = max(self.alone_at, self.went_on)
        if now - courtesy_since > COURTESY or now - self.went_on > PATIENCE:
            raise Released

    def _take_rate(self, training: Training, step: int) -> None:
        """Write down the learning rate that is wanted, then train with it: a second worker does the same."""
        rate = self.orders.learning_rate
        if rate is not None and step not in self.planned:
            self.experiment = self.experiment.changed(Change(step=step, learning_rate=rate))
            self.store.change_rate(self.run, self.experiment, rate)
            training.change_rate(rate)
            self.orders = self.orders._replace(learning_rate=None)

    def beat(self) -> None:
        """Tell the store that the run is alive, if it has not heard for a while."""
        if time.perf_counter() >= self.due:
            self.store.heartbeat(self.run, self.step, self.seconds)
            self.due = time.perf_counter() + RECORD_EVERY

    def finish(self, state: Ending, result: dict[str, Any] | None = None, error: str | None = None) -> None:
        """End the run."""
        self.store.finish(self.run, state, result, error, seconds=self.seconds)
