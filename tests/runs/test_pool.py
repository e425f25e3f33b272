"""The pool with real worker processes, on the sample of MNIST."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import pandas as pd
import pytest

from bnviz.data import load
from bnviz.experiment import Experiment
from bnviz.runs.pool import Pool
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION

PATIENCE = 60  # seconds; only a broken pool needs them


@pytest.fixture
def shared_store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def pool(shared_store: Store) -> Iterator[Pool]:
    pool = Pool(shared_store, size=1)
    yield pool
    pool.close()


def _submit(store: Store, steps: int) -> Run:
    data = load("mnist-sample")
    experiment = Experiment(depth=1, width=8, batch_size=16, steps=steps)
    return store.submit(experiment, data.name, data.fingerprint, ENGINE_VERSION, "cpu")


def _until(store: Store, run: Run, condition: Callable[[Run], bool]) -> Run:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        seen = store.get(run.id)
        assert seen is not None
        if condition(seen):
            return seen
        time.sleep(0.02)
    raise AssertionError(f"still {seen.state} at step {seen.step}: {seen.error}")


def test_a_run_is_trained_and_the_devices_are_known(shared_store: Store, pool: Pool) -> None:
    run = _submit(shared_store, steps=50)
    pool.wake()
    assert _until(shared_store, run, lambda seen: seen.state == "done").step == 50
    assert pool.devices["cpu"] == "CPU"


def test_a_stop_is_heard_by_a_worker_in_training(shared_store: Store, pool: Pool) -> None:
    run = _submit(shared_store, steps=100_000)
    pool.wake()
    _until(shared_store, run, lambda seen: seen.step > 0)
    shared_store.steering(None).request_stop(run.id)
    assert _until(shared_store, run, lambda seen: seen.state != "running").state == "stopped"


def test_a_paused_run_goes_on_and_makes_room(shared_store: Store, pool: Pool) -> None:
    paused, other = _submit(shared_store, steps=100_000), _submit(shared_store, steps=50)
    shared_store.steering(None).pause(paused.id, 30)
    pool.wake()
    assert _until(shared_store, other, lambda seen: seen.state == "done").step == 50
    rests = _until(shared_store, paused, lambda seen: seen.state == "paused")
    assert (rests.step, rests.worker) == (30, None)
    shared_store.steering(None).pause(paused.id, 31)
    pool.wake()
    seen = _until(shared_store, paused, lambda seen: seen.state == "paused" and seen.step > 30)
    assert (seen.step, seen.attempt) == (31, 2)
    assert seen.worker is not None
    shared_store.steering(None).resume(paused.id)
    assert _until(shared_store, paused, lambda seen: seen.step > 31).state == "running"
    shared_store.steering(None).request_stop(paused.id)
    assert _until(shared_store, paused, lambda seen: seen.finished_at is not None).state == "stopped"


def test_a_killed_worker_is_replaced_and_its_run_finished_once(shared_store: Store, pool: Pool) -> None:
    run = _submit(shared_store, steps=6_000)
    pool.wake()
    _until(shared_store, run, lambda seen: seen.step > 500)
    (worker,) = pool.process_ids()
    os.kill(worker, signal.SIGKILL)
    done = _until(shared_store, run, lambda seen: seen.state == "done")
    assert (done.attempt, done.requeued) == (2, 1)
    losses, _ = shared_store.read(run.id, "losses")
    pd.testing.assert_series_equal(
        losses["step"], pd.Series(sorted([*range(1, 6_001)] * 2)), check_names=False, check_dtype=False
    )


def test_closing_gives_a_run_back_to_the_queue(shared_store: Store) -> None:
    pool = Pool(shared_store, size=1)
    run = _submit(shared_store, steps=100_000)
    pool.wake()
    _until(shared_store, run, lambda seen: seen.step > 0)
    pool.close()
    assert _until(shared_store, run, lambda seen: seen.state != "running").state == "queued"
