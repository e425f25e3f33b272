"""A worker keeps a run for a turn, and gives others theirs: by a clock that passes only when told."""

from types import SimpleNamespace

import pytest

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers import bookmark
from bnviz.runs.workers.courtesy import ASK_EVERY, COURTESY, PATIENCE, Courtesy
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

from .small_runs import Clock, held, now, submit
from .visitors import losses_of

TURN = 10.0
STEPS = 12


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The worker's own clock."""
    clock = Clock()
    monkeypatch.setattr("bnviz.runs.workers.courtesy.time", SimpleNamespace(perf_counter=clock))
    return clock


@pytest.fixture
def run(store: Store) -> Run:
    return held(store)


@pytest.fixture
def courtesy(store: Store, run: Run, watch: Clock) -> Courtesy:
    return Courtesy(store, run, TURN)


def waits(store: Store, seed: int = 2, steps: int = 50, dataset: Dataset | None = None) -> Run:
    """A run of another visitor in the queue."""
    data = ("MNIST", "fingerprint") if dataset is None else (dataset.name, dataset.fingerprint)
    plan = Experiment(seed=seed, depth=1, width=4, batch_size=4, steps=steps)
    return store.submit(plan, *data, ENGINE_VERSION, "cpu", owner=f"visitor {seed}")


def test_a_turn_ends_when_it_is_over_and_another_waits(
    store: Store, courtesy: Courtesy, watch: Clock
) -> None:
    waits(store)
    watch.now += TURN - 0.1
    assert not courtesy.ends_turn()
    watch.now += 0.1
    assert courtesy.ends_turn()


def test_it_goes_on_while_nobody_waits(store: Store, courtesy: Courtesy, watch: Clock) -> None:
    watch.now += 3 * TURN
    assert not courtesy.ends_turn()
    waits(store)
    watch.now += ASK_EVERY
    assert courtesy.ends_turn()


def test_who_waits_is_asked_once_a_second(
    courtesy: Courtesy, watch: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    monkeypatch.setattr(Store, "gives_turn", lambda store, run: asked.append(watch.now))
    for _ in range(480):  # quarters of a second, two minutes
        courtesy.ends_turn()
        watch.now += 0.25
    assert len(asked) == 120 - TURN


def test_a_run_may_have_no_end_of_turn(store: Store, run: Run, watch: Clock) -> None:
    endless = Courtesy(store, run, float("inf"))
    waits(store)
    watch.now += 1e9
    assert not endless.ends_turn()


def test_a_pause_lasts_while_nobody_waits_but_not_for_ever(courtesy: Courtesy, watch: Clock) -> None:
    paused_at = watch.now
    watch.now += PATIENCE
    assert not courtesy.ends_pause(paused_at)
    watch.now += 0.1
    assert courtesy.ends_pause(paused_at)


def test_a_pause_ends_for_one_that_no_idle_worker_takes(
    store: Store, courtesy: Courtesy, watch: Clock
) -> None:
    paused_at = watch.now
    watch.now += 5
    assert not courtesy.ends_pause(paused_at)
    submit(store, seed=3)
    watch.now += COURTESY
    assert not courtesy.ends_pause(paused_at)
    watch.now += 0.1
    assert courtesy.ends_pause(paused_at)


def test_visitors_are_served_by_turns_and_each_run_is_whole(
    store: Store, dataset: Dataset, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.0)
    monkeypatch.setattr("bnviz.runs.workers.courtesy.ASK_EVERY", 0.0)
    monkeypatch.setattr(bookmark, "KEEP_EVERY", 1_000.0)
    asked = [waits(store, seed, STEPS, dataset) for seed in (1, 2, 3)]
    served: list[str] = []
    while (claimed := store.claim("worker")) is not None:
        served.append(claimed.id)
        execute(store, claimed, lambda name: dataset, turn=0.0)
        clock.now += 1
    first_round = served[:3]
    assert sorted(first_round) == sorted(run.id for run in asked)
    assert served == first_round * STEPS
    for run in asked:
        done = now(store, run)
        assert (done.state, done.requeued) == ("done", 0)
        assert losses_of(store, run)["step"].tolist() == [step for step in range(1, STEPS + 1) for _ in "12"]


def test_what_is_loaded_first_is_no_part_of_a_turn(
    store: Store, dataset: Dataset, clock: Clock, watch: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.0)
    first, _ = (waits(store, seed, STEPS, dataset) for seed in (1, 2))

    def load(name: str) -> Dataset:
        watch.now += 10 * TURN
        return dataset

    claimed = store.claim("worker", first.id)
    assert claimed is not None
    clock.now += 1
    execute(store, claimed, load, turn=TURN)
    assert now(store, first).state == "done"
