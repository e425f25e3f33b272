"""The engine at work: bare training steps, and whole runs as a worker trains and records them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from unittest import mock

from benchmarks.rounds import Slice, clock
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION
from bnviz.training.loop import Training
from bnviz.training.schedule import snapshot_steps


def bare_steps(experiment: Experiment, dataset: Dataset) -> Iterator[None]:
    """An endless training without probes and without a store, a step for each item."""
    training = Training(experiment, dataset)
    for step in count():
        training.train_step(step % experiment.steps + 1)
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
        asked = store.submit(seeded, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
        claimed = store.claim(run_id=asked.id)
        assert claimed is not None, "nobody else works for this store"
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
    distance = round(experiment.steps / (len(snapshot_steps(experiment.steps)) - 1))
    short = recorded_runs(experiment.model_copy(update={"steps": steps}), dataset, store)

    def run() -> float:
        with mock.patch("bnviz.training.loop.snapshot_steps", lambda steps: range(0, steps + 1, distance)):
            return short()

    return run
