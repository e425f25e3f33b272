"""The engine at work: bare training steps, whole runs as a worker trains and records them, and Snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace
from unittest import mock

import numpy as np

from benchmarks.rounds import Slice, clock
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.runs.workers.frames import loss_rows, snapshot_rows
from bnviz.training import ENGINE_VERSION
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot
from bnviz.training.replay import PLAIN, plain
from bnviz.training.schedule import snapshot_steps


def bare_steps(experiment: Experiment, dataset: Dataset) -> Iterator[None]:
    """An endless training without probes and without a store, a step for each item."""
    return endless(Training(experiment, dataset))


def endless(training: Training) -> Iterator[None]:
    """The bare steps of a training, over and over, a step for each item.

    It has come far enough for them to be replayed, as nearly all steps of a long training are.
    """
    for step in count():
        training.train_step(step % training.experiment.steps + 1)
        if step > PLAIN:
            yield


@contextmanager
def plainly() -> Iterator[None]:
    """Trainings that are made inside make every step by Python."""
    with mock.patch("bnviz.training.loop.replayed", lambda step, device: plain(step)):
        yield


def recorded_runs(experiment: Experiment, dataset: Dataset, store: Store) -> Slice:
    """Slices that are each a whole run with probes and store, on the road that a worker takes.

    Counted are the steps: from what is recorded before the first to what is recorded after the last. The
    data's way to the device before them, and the scoring of all images after them, are not. The recorder is
    given the benchmarks' clock: on a busy machine it would record more often in the same CPU time.
    """
    seeds = count(experiment.seed)

    def run() -> float:
        seeded = experiment.model_copy(update={"seed": next(seeds)})  # or the store would know it already
        claimed = _claimed(seeded, dataset, store)
        times: list[float] = []
        with mock.patch("bnviz.runs.workers.recorder.time", SimpleNamespace(perf_counter=clock)):
            execute(store, claimed, lambda name: dataset, lambda step: times.append(clock()))
        return (times[-1] - times[0]) / experiment.steps

    return run


def recorded_stand_ins(experiment: Experiment, dataset: Dataset, store: Store, steps: int) -> Slice:
    """As `recorded_runs`, but with `steps` steps in place of all, and their share of the Snapshots.

    A run takes most of its Snapshots early, so its first steps would not do. Here they lie evenly, at the
    mean distance that they have in the whole run.
    """
    distance = snapshot_distance(experiment)
    short = recorded_runs(experiment.model_copy(update={"steps": steps}), dataset, store)

    def run() -> float:
        with mock.patch("bnviz.training.loop.snapshot_steps", lambda steps: range(0, steps + 1, distance)):
            return short()

    return run


def snapshot_distance(experiment: Experiment) -> int:
    """The steps between two Snapshots, in the mean of a whole run."""
    return round(experiment.steps / (len(snapshot_steps(experiment.steps)) - 1))


def snapshots(training: Training, dataset: Dataset, store: Store, several: int) -> Slice:
    """Slices of `several` steps with a Snapshot each, and of the append that records them; seconds of one.

    What is appended is what a recorded run has by then: the Snapshots, and as many losses (noise) as lie
    between them. Those steps are not made: of the largest stacks they take some twenty seconds.
    """
    experiment = training.experiment
    claimed = _claimed(experiment, dataset, store)
    training.probe.first_snapshot()
    due = range(0, experiment.steps + 1, snapshot_distance(experiment))
    shape = due[several], len(experiment.arms)
    losses, turns = np.random.default_rng(0).random(shape, np.float32), count(0, several)

    def run() -> float:
        turn, started = next(turns), clock()
        made = snapshot_rows([_looked_at(training, step) for step in due[turn + 1 : turn + several + 1]])
        rows = {"losses": loss_rows(due[turn] + 1, losses), **made}
        store.append(claimed, rows, due[turn + several], seconds=0.0)
        return (clock() - started) / several

    return run


def _looked_at(training: Training, step: int) -> Snapshot:
    """Make a step and take its Snapshot, as a training does that has made the steps before."""
    training.probe.prepare()
    training.train_step(step)
    return training.probe.snapshot(step)


def _claimed(experiment: Experiment, dataset: Dataset, store: Store) -> Run:
    """A new run of an experiment, in this process's hands."""
    asked = store.submit(experiment, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim(run_id=asked.id)
    assert claimed is not None, "nobody else works for this store"
    return claimed
