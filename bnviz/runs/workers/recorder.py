"""Recording a training as it goes, and doing meanwhile what visitors want of it.

Between two steps it pauses, goes slowly, learns at another rate, gives way, stops. A step that a visitor
looks at, because the run pauses there or passes it in slow motion, has a Snapshot.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from math import inf
from typing import Any

from bnviz.experiment import Change
from bnviz.runs.run import Run
from bnviz.runs.schema import Ending
from bnviz.runs.store import Store
from bnviz.runs.workers.bookmark import Bookmark
from bnviz.runs.workers.courtesy import Courtesy
from bnviz.runs.workers.frames import parameter_rows
from bnviz.runs.workers.harvest import Harvest
from bnviz.training.loop import Array, Training

RECORD_EVERY = 0.5  # seconds between two appends: how stale a reader may be
MOST_KEPT = 4_000_000  # parameters of a run's networks: 16 MB
LOOK_EVERY = 0.05  # seconds between two looks at what visitors want: how late a stop is heard

Progress = Callable[[int], None]


class Released(Exception):  # noqa: N818 - an orderly shutdown, not an error
    """The process lets go of the run, which goes back to the queue or, paused, rests."""


class Recorder:
    """Appends what a training yields to the store a few times a second, and does what visitors want of it."""

    def __init__(self, store: Store, run: Run, progress: Progress, turn: float = inf):
        """Start the run's clock; its turn of so many seconds begins once it trains."""
        self.store, self.run, self.progress = store, run, progress
        self.experiment, self.orders = run.experiment, run.orders
        self.planned = {change.step for change in run.experiment.changes}  # the training itself changes there
        self.started = time.perf_counter()
        self.step = -1  # the last step appended; even the state before step 1 is yet to come
        self.seconds = 0.0  # the training time up to that step
        self.harvest = Harvest()  # since then
        self.paused = False  # what the store was told last
        self.went_on = self.started  # when the step in hand began
        self.turn = turn
        self.due = self.look_due = self.started  # the first Snapshot is shown at once

    def take_up(self, training: Training) -> None:
        """Go on where the last worker put the run down, if that was kept and fits; else from its start."""
        resumption = self.store.resumption(self.run)
        if resumption is not None:
            with suppress(ValueError):
                training.resume(resumption.state)
                self.step, self.seconds = training.step, resumption.seconds
        self.started = time.perf_counter() - self.seconds
        self.bookmark, self.courtesy = Bookmark(training), Courtesy(self.store, self.run, self.turn)

    def record(self, training: Training) -> bool:
        """Train and record to the end (True), or until a stop is requested (False)."""
        try:
            return self._record(training)
        except Released:
            self._write(training, training.step, puts_down=True)
            raise

    def _record(self, training: Training) -> bool:
        for step, snapshot in enumerate(training.steps(), training.step):
            self.harvest.take(training, step, snapshot)
            self._tell(training, step)
            if self._obeys(step):
                self._steer(training, step)
            if self.orders.stop:
                if self.step < step:
                    self._append(training, step)
                return False
            if self.orders.gives_way and step < self.run.steps:
                raise Released
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
        """Record, and give the run back if that is asked for or its turn is over."""
        self._write(training, step)
        self.progress(step)
        if self.bookmark.moves and step < self.run.steps and self.courtesy.ends_turn():
            raise Released

    def _write(self, training: Training, step: int, *, puts_down: bool = False) -> None:
        frames = self.harvest.bring_in(training, max(self.step, 0), step)
        self.seconds = time.perf_counter() - self.started
        self.paused = self._is_paused(step)
        kept = self.bookmark.resumption(self.seconds, at_once=puts_down)
        self.orders = self.store.append(
            self.run, frames, step, self.seconds, paused=self.paused, resumption=kept
        )
        self.step = step
        now = time.perf_counter()
        self.due, self.look_due = now + RECORD_EVERY, now + LOOK_EVERY

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
            return inf
        pace = self.orders.pace
        return 0.0 if pace is None else self.went_on + 1 / pace - time.perf_counter()

    def _rest(self, seconds: float) -> None:
        """Wait, which is no training time."""
        before = time.perf_counter()
        self.progress(self.step)
        if self.paused and self.courtesy.ends_pause(self.went_on):
            raise Released
        time.sleep(seconds)
        self.started += time.perf_counter() - before

    def _take_rate(self, training: Training, step: int) -> None:
        """Write down the learning rate that is wanted, then train with it: a second worker does the same."""
        rate = self.orders.learning_rate
        if rate is not None and step not in self.planned:
            self.experiment = self.experiment.changed(Change(step=step, learning_rate=rate))
            self.store.change_rate(self.run, self.experiment, rate)
            training.change_rate(rate)
            self.orders = self.orders._replace(learning_rate=None)

    def keep_networks(self, training: Training) -> None:
        """Record what the arms have learnt in the end, if that is not too much to keep of every run."""
        if self.run.experiment.detail == "layers" and training.stack.parameters.numel() <= MOST_KEPT:
            rows = parameter_rows([(self.step, training.parameters())])
            self.store.append(self.run, {"parameters": rows}, self.step, self.seconds)

    def beat(self) -> None:
        """Tell the store that the run is alive, if it has not heard for a while."""
        if time.perf_counter() >= self.due:
            self.store.heartbeat(self.run, self.step, self.seconds)
            self.due = time.perf_counter() + RECORD_EVERY

    def losses(self) -> Array:
        """The mini-batch losses of all steps recorded, by whatever worker, (steps, arms)."""
        rows, _ = self.store.read(self.run.id, "losses")
        by_step: Array = rows["train_loss"].to_numpy().reshape(-1, len(self.run.experiment.arms))
        return by_step

    def finish(self, state: Ending, result: dict[str, Any] | None = None, error: str | None = None) -> None:
        """End the run."""
        self.store.finish(self.run, state, result, error, seconds=self.seconds)
