"""What happens to a run when a signal comes, and when another process has it."""

import itertools
import signal
import threading
import time
from collections.abc import Callable

import pytest

import bnviz.cli.attendance
import bnviz.runs.workers.recorder
from bnviz.data import load
from bnviz.runs.run import Orders
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute

from .conftest import Command, held_elsewhere, now

Event = Callable[[], object]


@pytest.fixture
def during_training(monkeypatch: pytest.MonkeyPatch) -> Callable[[Event], None]:
    """Have something happen once, as soon as the first rows of a run are recorded."""
    append = Store.append
    monkeypatch.setattr(bnviz.runs.workers.recorder, "RECORD_EVERY", 0.0)

    def arrange(event: Event) -> None:
        events = itertools.chain([event], itertools.repeat(lambda: None))

        def append_and_more(*arguments: object, **options: object) -> Orders:
            orders = append(*arguments, **options)  # type: ignore[arg-type]
            next(events)()
            return orders

        monkeypatch.setattr(Store, "append", append_and_more)

    return arrange


@pytest.fixture
def while_waiting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Event], None]:
    """Have something happen in the time between two looks at a run."""
    return lambda event: monkeypatch.setattr(bnviz.cli.attendance, "sleep", lambda seconds: event())


def test_ctrl_c_stops_the_run(train: Command, store: Store, during_training: Callable[[Event], None]) -> None:
    during_training(lambda: signal.raise_signal(signal.SIGINT))
    stopped = train()
    report = stopped.report
    assert stopped.status == 130
    assert report["state"] == "stopped"
    assert report["steps"] < 30
    assert report["threads"] == 1
    assert {arm["test_loss"] for arm in report["arms"]} == {None}
    assert now(store, report["run"]).state == "stopped"
    assert f"Run {report['run']} is stopped at step {report['steps']} of 30." in stopped.err


def test_the_next_run_of_a_stopped_experiment_is_a_new_one(
    train: Command, during_training: Callable[[Event], None]
) -> None:
    during_training(lambda: signal.raise_signal(signal.SIGINT))
    stopped, done = train().report, train().report
    assert done["state"] == "done"
    assert done["run"] != stopped["run"]


def test_a_request_to_terminate_gives_the_run_back(
    train: Command, during_training: Callable[[Event], None]
) -> None:
    during_training(lambda: signal.raise_signal(signal.SIGTERM))
    released = train()
    assert released.status == 128 + signal.SIGTERM
    assert released.report["state"] == "queued"
    done = train()
    assert done.report["run"] == released.report["run"]
    assert done.report["state"] == "done"


def test_signals_mean_what_they_did_before_once_a_run_has_ended(train: Command) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    train()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_run_that_another_process_trains_is_followed(
    train: Command, store: Store, while_waiting: Callable[[Event], None]
) -> None:
    run = held_elsewhere(store)
    while_waiting(lambda: execute(store, run, load))
    followed = train()
    assert followed.status == 0
    assert f"Run {run.id} is being trained by another process: this one follows it." in followed.err
    assert followed.report["run"] == run.id
    assert followed.report["state"] == "done"
    assert followed.report["threads"] is None


def test_a_paused_run_is_followed_until_it_goes_on_and_ends(
    train: Command, store: Store, while_waiting: Callable[[Event], None]
) -> None:
    run = held_elsewhere(store)
    store.steering(None).pause(run.id)
    store.append(run, {}, 0, 0.0, paused=True)
    store.release(run)
    looks = itertools.count(1)
    while_waiting(lambda: store.steering(None).resume(run.id) if next(looks) == 5 else None)
    followed = train()
    assert f"Run {run.id} is paused at step 0: this one waits until somebody lets it go on." in followed.err
    assert (followed.report["run"], followed.report["state"]) == (run.id, "done")
    assert followed.report["threads"] == 1
    assert next(looks) > 5


def test_ctrl_c_leaves_a_paused_run_where_it_is(
    train: Command, store: Store, while_waiting: Callable[[Event], None]
) -> None:
    run = held_elsewhere(store)
    store.steering(None).pause(run.id)
    store.append(run, {}, 0, 0.0, paused=True)
    store.release(run)
    while_waiting(lambda: signal.raise_signal(signal.SIGINT))
    left = train()
    assert (left.status, left.report["state"]) == (130, "paused")
    assert now(store, run.id).finished_at is None


@pytest.mark.parametrize(("number", "state"), [(signal.SIGINT, "stopped"), (signal.SIGTERM, "paused")])
def test_a_signal_reaches_a_run_that_is_paused_here(
    train: Command,
    store: Store,
    during_training: Callable[[Event], None],
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
    state: str,
) -> None:
    during_training(lambda: store.steering(None).pause(store.recent()[0].id))
    sleep = time.sleep

    def sleep_and_be_asked(seconds: float) -> None:
        ours = threading.current_thread() is threading.main_thread()  # else it is another test's thread
        if ours and store.recent()[0].state == "paused":
            monkeypatch.setattr(time, "sleep", sleep)
            signal.raise_signal(number)
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", sleep_and_be_asked)
    asked = train()
    assert (asked.status, asked.report["state"]) == (128 + number, state)


def test_ctrl_c_leaves_a_run_alone_that_another_process_trains(
    train: Command, store: Store, while_waiting: Callable[[Event], None]
) -> None:
    run = held_elsewhere(store)
    while_waiting(lambda: signal.raise_signal(signal.SIGINT))
    left = train()
    assert left.status == 130
    assert left.report["state"] == "running"
    assert not now(store, run.id).stop_requested


def test_a_run_whose_process_died_is_trained_here(
    train: Command, while_waiting: Callable[[Event], None]
) -> None:
    an_hour_ago = Store(clock=lambda: time.time() - 3600)
    run = held_elsewhere(an_hour_ago)
    while_waiting(lambda: None)
    report = train().report
    assert (report["run"], report["state"], report["threads"]) == (run.id, "done", 1)
    assert now(an_hour_ago, run.id).requeued == 1
    an_hour_ago.close()
