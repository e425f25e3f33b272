"""A worker is silent when its heartbeat stays the same on the watcher's watch, whatever any clock says."""

import pytest

from bnviz.runs.pulses import RECHECK, Pulse, Pulses
from bnviz.runs.store import LOST_AFTER, Store

from .small_runs import Clock, held, losses, now

LONG = 15.0


def test_only_a_pulse_that_stays_the_same_for_long_is_silent() -> None:
    watch = Clock(0.0)
    pulses = Pulses(watch)
    dead, alive = Pulse("dead", 1, 1_000.0), Pulse("alive", 1, 1_000.0)
    for second in range(16):
        watch.now = float(second)
        assert pulses.silent([dead, alive._replace(heartbeat_at=1_000.0 + second)], 1_000.0, LONG) == []
    watch.now += 0.1
    assert pulses.silent([dead, alive], 1_000.0, LONG) == [dead]


def test_one_that_is_old_by_the_clock_is_watched_for_a_moment_only() -> None:
    watch = Clock(0.0)
    pulses = Pulses(watch)
    old = Pulse("old", 1, 1_000.0)
    assert pulses.silent([old], 9_000.0, LONG) == []
    watch.now = RECHECK + 0.1
    assert pulses.silent([old], 9_000.0, LONG) == [old]


def test_after_an_outage_the_watch_begins_again() -> None:
    watch = Clock(0.0)
    pulses = Pulses(watch)
    pulse = Pulse("run", 1, 1_000.0)
    pulses.silent([pulse], 1_000.0, LONG)
    watch.now = 20.0
    pulses.forget()
    assert pulses.silent([pulse], 1_000.0, LONG) == []


@pytest.mark.parametrize("jump", [-3_600.0, 3_600.0])
def test_a_clock_that_is_set_loses_no_run_and_hides_no_dead_worker(url: str, jump: float) -> None:
    clock, watch = Clock(), Clock(0.0)
    store = Store(url, clock)
    store._pulses = Pulses(watch)
    run = held(store)
    for step in range(1, 10):
        if step == 3:
            clock.now += jump
        clock.now += 1
        watch.now += 1
        store.append(run, {"losses": losses(step)}, step, float(step))
        store.sweep()
    assert now(store, run).state == "running"
    for _ in range(int(LOST_AFTER) + 2):
        watch.now += 1
        clock.now += 1
        store.sweep()
    assert now(store, run).state == "queued"
    store.close()


def test_a_worker_that_is_heard_in_the_last_moment_is_not_lost(store: Store, clock: Clock) -> None:
    run = held(store)
    store.sweep()
    clock.now += LOST_AFTER + 1
    store.heartbeat(run, 0, 0.0)
    store.sweep()
    assert now(store, run).state == "running"
