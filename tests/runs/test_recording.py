"""Every recorded step is read exactly once, whatever happens to workers and disks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from sqlalchemy import event

from bnviz.runs.database import StoreError
from bnviz.runs.run import Run, StaleAttempt
from bnviz.runs.store import Store

from .small_runs import Clock, held, losses, now


def test_a_finished_run_keeps_its_result(store: Store, clock: Clock) -> None:
    run = held(store)
    store.append(run, {}, 50, 1.5)
    clock.now += 3
    store.finish(run, "done", {"accuracy": [0.5, None]}, seconds=1.75)
    done = now(store, run)
    assert (done.state, done.result, done.error) == ("done", {"accuracy": [0.5, None]}, None)
    assert (done.step, done.seconds, done.finished_at) == (50, 1.75, clock.now)


@pytest.mark.parametrize(
    "ending",
    [
        lambda store, run: store.mark_lost("worker"),
        lambda store, run: (store.mark_lost("worker"), store.claim()),
        Store.release,
        lambda store, run: store.finish(run, "done", seconds=1.0),
    ],
    ids=["lost", "claimed by another", "released", "finished"],
)
def test_a_worker_that_lost_its_run_changes_nothing(
    store: Store, ending: Callable[[Store, Run], object]
) -> None:
    run = held(store)
    store.append(run, {"losses": losses(1)}, 1, 0.1)
    ending(store, run)
    before = now(store, run)
    with pytest.raises(StaleAttempt):
        store.append(run, {"losses": losses(2)}, 2, 0.2)
    with pytest.raises(StaleAttempt):
        store.finish(run, "failed", error="too late", seconds=0.2)
    with pytest.raises(StaleAttempt):
        store.release(run)
    assert now(store, run) == before
    pd.testing.assert_frame_equal(store.read(run.id, "losses")[0], losses(1))


def test_a_run_trained_again_records_each_step_once(store: Store) -> None:
    run = held(store)
    store.append(run, {"losses": losses(1, 2, 3)}, 3, 0.3)
    before, cursor = store.read(run.id, "losses")
    store.mark_lost("worker")
    again = held(store)
    store.append(again, {"losses": losses(1, 2)}, 2, 0.1)
    assert (now(store, again).step, now(store, again).seconds) == (3, 0.3)
    store.append(again, {"losses": losses(3, 4, 5)}, 5, 0.4)
    after, _ = store.read(run.id, "losses", cursor)
    pd.testing.assert_frame_equal(pd.concat([before, after], ignore_index=True), losses(1, 2, 3, 4, 5))
    assert (now(store, again).step, now(store, again).seconds) == (5, 0.4)


def test_step_zero_is_recorded_once(store: Store) -> None:
    run = held(store)
    tests = pd.DataFrame({"step": [0], "arm": [0], "test_loss": [2.3], "test_accuracy": [0.1]})
    store.append(run, {"tests": tests}, 0, 0.0)
    store.append(run, {"tests": tests}, 0, 0.0)
    assert len(store.read(run.id, "tests")[0]) == 1


@pytest.mark.parametrize("step", range(12))
def test_the_newest_rows_up_to_a_step_are_read(store: Store, step: int) -> None:
    run, other = held(store, 1), held(store, 2)
    recorded = [(2, 3), (5,), (6, 9)]
    for steps in recorded:
        store.append(run, {"losses": losses(*steps)}, steps[-1], 0.1)
    store.append(other, {"losses": losses(*range(12))}, 11, 0.1)
    reached = [done for steps in recorded for done in steps if done <= step]
    pd.testing.assert_frame_equal(store.read_at(run.id, "losses", step), losses(*reached[-1:]))
    assert store.read_at(run.id, "tests", step).empty


def test_tables_and_runs_are_read_apart(store: Store) -> None:
    run, other = held(store, 1), held(store, 2)
    store.append(run, {"losses": losses(1)}, 1, 0.1)
    store.append(other, {"losses": losses(1, 2)}, 2, 0.2)
    assert store.read(run.id, "losses")[0]["step"].tolist() == [1, 1]
    assert store.read(run.id, "units")[0].empty
    assert store.read("' OR 1=1 --", "losses", 7)[1] == 7


def test_a_reader_gets_every_step_once_and_in_order_while_others_append(store: Store, url: str) -> None:
    trained, also = held(store, 1), held(store, 2)

    def train(run: Run) -> None:
        for step in range(1, 101):
            store.append(run, {"losses": losses(step)}, step, 0.1)

    def watch() -> pd.DataFrame:
        own, cursor, seen = Store(url), 0, [losses()]
        while sum(map(len, seen)) < 200:
            rows, cursor = own.read(trained.id, "losses", cursor)
            seen.append(rows)
        own.close()
        return pd.concat(seen, ignore_index=True)

    with ThreadPoolExecutor(4) as pool:
        watched = [pool.submit(watch) for _ in range(2)]
        for training in [pool.submit(train, run) for run in (trained, also)]:
            training.result()
    for seen in watched:
        pd.testing.assert_frame_equal(seen.result(), losses(*range(1, 101)))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_keeps_what_was_recorded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.outages.WHILE_FULL", 0.0)
    run = held(store)
    store.append(run, {"losses": losses(1)}, 1, 0.1)
    event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 1"))
    store.engine.dispose()  # the limit holds for connections made from now on
    with pytest.raises(StoreError, match=r"^The disk is full[^.]*\.$"):
        store.append(run, {"losses": losses(*range(2, 5000))}, 4999, 0.2)
    assert now(store, run).step == 1
    pd.testing.assert_frame_equal(store.read(run.id, "losses")[0], losses(1))
