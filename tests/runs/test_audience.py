"""A run that nobody watches gives way, and goes on when somebody looks again; nothing else does."""

from collections.abc import Callable

import pytest

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.audience import NOTED_EVERY, RECALLED_EVERY
from bnviz.runs.run import Run, StaleAttempt
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION

from .small_runs import Clock, losses, now
from .visitors import EXPERIMENT, STEPS, Train

UNWATCHED = 70.0


def queued(store: Store, owner: str | None = "ann", seed: int = 1) -> Run:
    return store.submit(Experiment(seed=seed, steps=50), "MNIST", "fingerprint", "1", "cpu", owner)


def watched(store: Store, owner: str | None = "ann", seed: int = 1) -> Run:
    run = queued(store, owner, seed)
    store.audience.watch(run)
    return run


def training(store: Store, seed: int = 1) -> Run:
    run = store.claim("worker", watched(store, seed=seed).id)
    assert run is not None
    store.append(run, {"losses": losses(*range(1, 11))}, 10, 1.0)
    return run


def leave(store: Store, clock: Clock, *, stop: bool = False) -> None:
    clock.now += UNWATCHED + 1
    store.audience.give_way(UNWATCHED, stop=stop)


def test_a_run_in_training_is_let_go_and_rests_until_somebody_looks(store: Store, clock: Clock) -> None:
    run = training(store)
    assert not store.orders(run).gives_way
    leave(store, clock)
    assert now(store, run).state == "running"
    assert store.orders(run).gives_way
    store.release(run)
    rests = now(store, run)
    assert (rests.state, rests.worker, rests.step, rests.gave_way_at) == ("paused", None, 10, clock.now)
    assert store.claim() is None
    store.audience.watch(rests)
    again = now(store, run)
    assert (again.state, again.gave_way_at, again.watched_at) == ("queued", None, clock.now)


def test_a_run_in_line_gives_way_at_once(store: Store, clock: Clock) -> None:
    run = watched(store)
    leave(store, clock)
    assert (now(store, run).state, now(store, run).gave_way_at) == ("paused", clock.now)
    assert store.claim() is None
    store.audience.watch(now(store, run))
    assert now(store, run).state == "queued"


def test_who_looks_in_time_keeps_it(store: Store, clock: Clock) -> None:
    run = training(store)
    for _ in range(5):
        clock.now += UNWATCHED - 1
        store.audience.watch(run)
        store.audience.give_way(UNWATCHED)
        assert not store.orders(run).gives_way


def test_who_looks_before_the_worker_has_let_go_keeps_it(store: Store, clock: Clock) -> None:
    run = training(store)
    leave(store, clock)
    store.audience.watch(run)
    assert not store.orders(run).gives_way
    store.release(run)
    assert now(store, run).state == "queued"


def _in_a_room(store: Store, run: Run) -> None:
    code = store.rooms.open("teacher").code
    store.rooms.show(code, "teacher", run.id, None, "{}")


@pytest.mark.parametrize(
    "make",
    [
        lambda store: queued(store),
        lambda store: watched(store, owner=None),
        lambda store: (run := watched(store), _in_a_room(store, run))[0],
    ],
    ids=["never watched", "the host's own", "in a room"],
)
def test_these_never_give_way(store: Store, clock: Clock, make: Callable[[Store], Run]) -> None:
    run = make(store)
    before = now(store, run)
    leave(store, clock)
    assert now(store, run) == before


def test_a_paused_run_just_stays_paused(store: Store, clock: Clock) -> None:
    run = training(store)
    store.steering(None).pause(run.id)
    store.append(run, {}, 10, 1.0, paused=True)
    leave(store, clock)
    store.release(run)
    rests = now(store, run)
    assert (rests.state, rests.gave_way_at) == ("paused", None)
    store.audience.watch(rests)
    assert now(store, run).state == "paused"


def test_one_that_was_paused_after_it_gave_way_stays_paused(store: Store, clock: Clock) -> None:
    run = training(store)
    leave(store, clock)
    store.release(run)
    store.steering("ann").pause(run.id)
    store.audience.watch(now(store, run))
    assert now(store, run).state == "paused"
    store.steering("ann").resume(run.id)
    assert (now(store, run).state, now(store, run).gave_way_at) == ("queued", None)


def test_a_worker_that_dies_while_its_run_gives_way_lets_it_rest_and_loses_nothing(
    store: Store, clock: Clock
) -> None:
    run = training(store)
    leave(store, clock)
    store.mark_lost("worker")
    rests = now(store, run)
    assert (rests.state, rests.requeued, rests.worker) == ("paused", 0, None)


def test_a_host_may_stop_them_instead(store: Store, clock: Clock) -> None:
    waits, trains = watched(store, seed=1), training(store, seed=2)
    leave(store, clock, stop=True)
    ended = now(store, waits)
    assert (ended.state, ended.finished_at, ended.gave_way_at) == ("stopped", clock.now, clock.now)
    assert store.orders(trains).stop
    store.audience.watch(ended)
    assert now(store, waits).state == "stopped"
    assert now(store, waits).gave_way_at is not None


def test_a_worker_in_training_hears_of_it_and_the_run_is_the_same_in_the_end(
    store: Store, clock: Clock, train: Train, dataset: Dataset
) -> None:
    run = store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu", "ann")
    store.audience.watch(run)

    def everybody_leaves(seen: Run) -> None:
        if seen.step > 50 and seen.gave_way_at is None:
            leave(store, clock)

    rests = train(run, everybody_leaves)
    assert (rests.state, rests.worker) == ("paused", None)
    assert 50 < rests.step < STEPS
    store.audience.watch(rests)
    done = train(run)
    assert (done.state, done.attempt, done.gave_way_at) == ("done", 2, None)
    rows, _ = store.read(run.id, "losses")
    assert rows["step"].tolist() == [step for step in range(1, STEPS + 1) for _ in EXPERIMENT.arms]


def test_the_one_who_took_it_over_is_not_disturbed(store: Store, clock: Clock) -> None:
    """A worker that let go hears nothing of the run's next worker."""
    run = training(store)
    leave(store, clock)
    store.release(run)
    store.audience.watch(now(store, run))
    assert store.claim("another") is not None
    with pytest.raises(StaleAttempt):
        store.release(run)


def test_however_many_look_it_is_noted_now_and_then(store: Store, clock: Clock) -> None:
    run = watched(store)
    first = clock.now
    for _ in range(3):
        clock.now += NOTED_EVERY / 4
        store.audience.watch(run)
    assert now(store, run).watched_at == first
    clock.now += NOTED_EVERY
    store.audience.watch(run)
    assert now(store, run).watched_at == clock.now


def test_a_clock_that_is_set_back_is_no_reason_to_note_nothing(store: Store, clock: Clock) -> None:
    run = watched(store)
    clock.now -= 500
    store.audience.watch(run)
    assert now(store, run).watched_at == clock.now


def test_a_look_at_a_finished_run_is_noted_once_an_hour(store: Store, clock: Clock) -> None:
    run = training(store)
    store.finish(run, "done", seconds=1.0)
    clock.now += RECALLED_EVERY
    store.audience.watch(now(store, run))
    seen = clock.now
    clock.now += 100
    store.audience.watch(now(store, run))
    assert (now(store, run).state, now(store, run).watched_at) == ("done", seen)
