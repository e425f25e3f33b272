"""A Run: one execution of an Experiment, as the store knows it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Row

from bnviz.experiment import Experiment
from bnviz.language import _
from bnviz.runs.database import StoreError
from bnviz.runs.schema import State, runs


class StaleAttempt(Exception):  # noqa: N818 - what a worker meets when it was taken for lost: no error of its own
    """The run is no longer this worker's: another attempt has it, or it has ended."""


LISTED = 1_000
"""Runs in one list at most."""
IMPORTED = "imported:"  # what the key of a run begins with that came in a file
CLOSE_UP = 10.0  # steps per second; up to there slow motion shows each step with a Snapshot


class Orders(NamedTuple):
    """What visitors want of a run's worker.

    Attributes:
        stop: whether to end the run.
        pause_at: pause once so many steps are made, at once if they are; None to go on.
        pace: the most steps per second; None for as many as there can be.
        learning_rate: what every arm is to go on with; None for what it has.
        gave_way_at: when it was set aside because nobody watched; None otherwise.
    """

    stop: bool
    pause_at: int | None
    pace: float | None
    learning_rate: float | None
    gave_way_at: float | None = None

    @property
    def gives_way(self) -> bool:
        """Whether the worker is to let go of the run."""
        return self.gave_way_at is not None

    def pauses_at(self, step: int) -> bool:
        """Whether a run that gets to this step pauses there."""
        return self.pause_at is not None and self.pause_at <= step

    def shows(self, step: int) -> bool:
        """Whether the visitor looks at this very step: it is paused at, or passed in slow motion."""
        return self.pauses_at(step) or (self.pace is not None and self.pace <= CLOSE_UP)


@dataclass(frozen=True)
class Run:
    """A run at the moment it was read.

    Attributes:
        id: its name in URLs: the first 10 digits of the key, and a number from the second such run on.
        key: SHA-256 of all that its results depend on (see `run_key`); "steered:" and its id once a visitor
            changed the learning rate, as it is no longer what others ask for; IMPORTED and its id if it came
            in a file.
        experiment: what is trained, with all changes so far.
        data_name: the data set, for a person.
        data_fingerprint: the data set's contents.
        engine_version: the version of the training code.
        device: where it trains: "cpu", "cuda", "cuda:1"…
        state: queued, running, paused, done, stopped, failed or lost.
        worker: the name of the worker that claimed it last; None for a paused run that has none.
        attempt: how often it was claimed; only the last attempt may write.
        requeued: how often it was lost and queued again.
        step: the last recorded step, of `steps`.
        steps: the steps its experiment asks for.
        seconds: the training time up to `step`, or of the whole attempt that ended the run.
        stop_requested: whether its worker has been asked to stop.
        created_at: when it was submitted; all times are seconds since 1970, UTC.
        started_at: when the last attempt began.
        heartbeat_at: when its worker was last heard of; None for a paused run that has none.
        finished_at: when it ended.
        error: why it failed or was lost: one sentence.
        result: what its worker reported at the end.
        pause_at: once how many steps are made it is to pause, or did; None if it is to go on.
        pace: the most steps per second that a visitor wants to see; None without slow motion.
        next_rate: the learning rate that its worker is to go on with and has not yet taken.
        owner: who started it (see `bnviz.runs.visitor`); None if it was the host itself.
        watched_at: when somebody last looked at it; None if nobody has.
        gave_way_at: when it was set aside because nobody watched; None otherwise.
        pinned_at: since when it is kept for good; None otherwise.
    """

    id: str
    key: str
    experiment: Experiment
    data_name: str
    data_fingerprint: str
    engine_version: str
    device: str
    state: State
    worker: str | None
    attempt: int
    requeued: int
    step: int
    steps: int
    seconds: float
    stop_requested: bool
    created_at: float
    started_at: float | None
    heartbeat_at: float | None
    finished_at: float | None
    error: str | None
    result: dict[str, Any] | None
    pause_at: int | None = None
    pace: float | None = None
    next_rate: float | None = None
    owner: str | None = None
    watched_at: float | None = None
    gave_way_at: float | None = None
    pinned_at: float | None = None

    @classmethod
    def of(cls, row: Row[Any]) -> Run:
        """The run of a row that has, or begins with, the columns of the table `runs`.

        Raises:
            StoreError: if its experiment was written by a version that allowed what this one does not.
        """
        columns: dict[str, Any] = dict(zip(runs.c.keys(), row, strict=False))
        try:
            columns["experiment"] = _experiment(columns["experiment"])
        except ValidationError as error:
            version = columns["engine_version"]
            said = _("Run {run} is of engine version {version} and cannot be read by this one.")
            raise StoreError(said.format(run=columns["id"], version=version)) from error
        columns["result"] = columns["result"] and json.loads(columns["result"])
        return cls(**columns)

    @property
    def imported(self) -> bool:
        """Whether it came in a file, and not from a training here."""
        return self.key.startswith(IMPORTED)

    @property
    def orders(self) -> Orders:
        """What visitors wanted when it was read."""
        return Orders(self.stop_requested, self.pause_at, self.pace, self.next_rate, self.gave_way_at)


@lru_cache(2 * LISTED)
def _experiment(text: str) -> Experiment:
    """Of its JSON, read once: nobody can change it, so who looks at a run again may have the same one."""
    return Experiment.model_validate_json(text)


def run_key(experiment: Experiment, data_fingerprint: str, engine_version: str, device: str) -> str:
    """SHA-256, 64 hexadecimal digits, of all that a result depends on; of the device only its kind."""
    kind = device.partition(":")[0]
    parts = json.dumps([experiment.key(), data_fingerprint, engine_version, kind])
    return hashlib.sha256(parts.encode()).hexdigest()
