"""One run an experiment, and one worker a run."""

import multiprocessing
import threading
from collections.abc import Callable
from itertools import chain

import pytest
from sqlalchemy import update

from bnviz.experiment import Experiment
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run, run_key
from bnviz.runs.schema import runs
from bnviz.runs.store import LOST_AFTER, Store

from .small_runs import Clock, at_once, held, losses, now, silence, submit


def test_a_submitted_run_can_be_read_back(store: Store, clock: Clock) -> None:
    run = submit(store)
    assert run == store.get(run.id)
    assert run.experiment == Experiment(seed=1, steps=50)
    assert (run.state, run.step, run.steps, run.attempt) == ("queued", 0, 50, 0)
    assert run.created_at == clock.now
    assert store.get("no such run") is None


def test_an_experiment_that_waits_trains_or_is_done_is_not_trained_again(store: Store) -> None:
    queued = submit(store)
    assert submit(store) == queued
    running = held(store)
    assert submit(store) == running
    store.finish(running, "done", {"final": 1}, seconds=2.0)
    assert submit(store) == now(store, running)


def test_a_run_is_shared_only_where_its_results_would_be_equal(store: Store) -> None:
    base = submit(store, device="cuda:0")
    assert submit(store, device="cuda:1").id == base.id
    others = [submit(store), submit(store, 2), submit(store, data="other"), submit(store, engine="2")]
    assert len({base.id, *(run.id for run in others)}) == 5


@pytest.mark.parametrize("ending", ["stopped", "failed"])
def test_a_run_that_came_to_nothing_is_followed_by_a_numbered_one(store: Store, ending: str) -> None:
    names = []
    for _ in range(3):
        run = held(store)
        names.append(run.id)
        store.finish(run, ending, error="no memory", seconds=1.0)
    short = run.key[:10]
    assert names == [short, f"{short}-2", f"{short}-3"]


def test_a_run_gets_its_own_id_where_another_key_begins_alike(store: Store) -> None:
    run = submit(store)
    wanted = run_key(Experiment(seed=2, steps=50), "fingerprint", "1", "cpu")[:10]
    with store.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run.id).values(id=wanted))
    assert submit(store, 2).id == f"{wanted}-2"


def test_all_who_submit_an_experiment_at_once_get_the_same_run(url: str) -> None:
    stores = [Store(url) for _ in range(4)]
    for seed in range(10):
        found = at_once(8, lambda seed=seed: submit(stores[threading.get_ident() % 4], seed).id)
        assert len(set(found)) == 1
    for store in stores:
        store.close()


def test_a_run_of_another_time_is_refused_in_one_sentence(store: Store) -> None:
    run = submit(store)
    with store.engine.begin() as connection:
        connection.execute(update(runs).values(experiment='{"depth": -1}'))
    with pytest.raises(StoreError, match=f"Run {run.id} is of engine version 1"):
        store.get(run.id)


def test_recent_runs_are_listed_newest_first(store: Store, clock: Clock) -> None:
    submitted = [submit(store, seed).id for seed in range(5) if not setattr(clock, "now", seed)]
    assert [run.id for run in store.recent()] == submitted[::-1]
    assert [run.id for run in store.recent(limit=2)] == [submitted[4], submitted[3]]


def test_a_run_of_another_time_is_not_listed(store: Store) -> None:
    ids = [submit(store, seed).id for seed in range(2)]
    with store.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == ids[0]).values(experiment='{"depth": -1}'))
    assert [run.id for run in store.recent()] == ids[1:]


def test_runs_are_claimed_oldest_first_or_by_name(store: Store, clock: Clock) -> None:
    first, second, third = (submit(store, seed) for seed in range(3) if not setattr(clock, "now", seed))
    assert [store.claim("w", run_id) for run_id in (third.id, None, None, None, first.id)] == [
        now(store, third),
        now(store, first),
        now(store, second),
        None,
        None,
    ]
    claimed = now(store, third)
    assert (claimed.state, claimed.worker, claimed.attempt) == ("running", "w", 1)
    assert claimed.started_at == claimed.heartbeat_at == clock.now


def claim_all(url: str) -> list[str]:
    store = Store(url)
    claimed = [run.id for run in iter(store.claim, None)]
    store.close()
    return claimed


def test_no_run_is_claimed_twice_by_eight_threads(store: Store, url: str) -> None:
    submitted = [submit(store, seed).id for seed in range(40)]
    claimed = at_once(8, lambda: claim_all(url))
    assert sorted(chain.from_iterable(claimed)) == sorted(submitted)


def test_no_run_is_claimed_twice_by_two_processes(store: Store, url: str) -> None:
    submitted = [submit(store, seed).id for seed in range(40)]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        claimed = pool.map(claim_all, [url, url], chunksize=1)
    assert sorted(chain.from_iterable(claimed)) == sorted(submitted)


def test_a_silent_run_is_queued_once_more_and_then_lost(store: Store, clock: Clock) -> None:
    run = held(store)
    silence(store, clock, LOST_AFTER)
    assert now(store, run).state == "running"

    silence(store, clock, 1)
    assert (now(store, run).state, now(store, run).requeued) == ("queued", 1)

    again = held(store)
    assert (again.id, again.attempt) == (run.id, 2)
    silence(store, clock, LOST_AFTER + 1)
    lost = now(store, run)
    assert (lost.state, lost.requeued, lost.finished_at) == ("lost", 1, clock.now)
    assert lost.error
    assert submit(store).id == f"{run.id}-2"


def test_a_heartbeat_keeps_a_run(store: Store, clock: Clock) -> None:
    run = held(store)
    for step in range(5):
        clock.now += LOST_AFTER - 1
        store.heartbeat(run, step, seconds=1.0)
        store.sweep()
    assert now(store, run).state == "running"


def test_a_run_that_has_ended_is_never_lost(store: Store, clock: Clock) -> None:
    run = held(store)
    store.finish(run, "done", seconds=1.0)
    done = now(store, run)
    silence(store, clock, LOST_AFTER + 1)
    store.mark_lost("worker")
    assert now(store, run) == done


def test_a_dead_worker_loses_only_what_it_still_holds(store: Store) -> None:
    run, other = submit(store, 1), submit(store, 2)
    store.claim("first", run.id)
    store.claim(None, other.id)
    store.mark_lost("first")
    assert now(store, run).state == "queued"
    store.claim("second", run.id)
    store.mark_lost("first")
    assert (now(store, run).state, now(store, run).worker) == ("running", "second")
    store.mark_lost("second")
    assert now(store, run).state == "lost"
    assert now(store, other).state == "running"


def test_a_released_run_is_queued_and_not_counted_as_lost(store: Store) -> None:
    run = held(store)
    store.release(run)
    assert (now(store, run).state, now(store, run).requeued) == ("queued", 0)
    assert held(store).attempt == 2


def test_a_queued_run_stops_at_once(store: Store, clock: Clock) -> None:
    run = submit(store)
    store.steering(None).request_stop(run.id)
    assert (now(store, run).state, now(store, run).finished_at) == ("stopped", clock.now)
    assert store.claim() is None


def test_a_running_run_is_told_to_stop(store: Store) -> None:
    run = held(store)
    assert store.append(run, {"losses": losses(1)}, 1, 0.1).stop is False
    store.steering(None).request_stop(run.id)
    assert (now(store, run).state, now(store, run).finished_at) == ("running", None)
    assert store.append(run, {"losses": losses(2)}, 2, 0.2).stop is True
    store.finish(run, "stopped", seconds=0.2)
    store.steering(None).request_stop(run.id)
    assert now(store, run).state == "stopped"


@pytest.mark.parametrize("leave", [Store.release, lambda store, run: store.mark_lost("worker")])
def test_a_run_asked_to_stop_is_not_queued_again(store: Store, leave: Callable[[Store, Run], None]) -> None:
    run = held(store)
    store.steering(None).request_stop(run.id)
    leave(store, run)
    stopped = now(store, run)
    assert (stopped.state, stopped.error, stopped.requeued) == ("stopped", None, 0)
    assert stopped.finished_at is not None
