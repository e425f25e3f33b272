"""What visitors ask for reaches the worker, or takes effect at once where there is none."""

from collections.abc import Callable

import pytest

from bnviz.experiment import Change
from bnviz.fields import SettingError
from bnviz.runs.database import StoreError
from bnviz.runs.run import CLOSE_UP, Orders, Run, StaleAttempt
from bnviz.runs.store import LOST_AFTER, Store

from .small_runs import Clock, held, losses, now, silence, submit

NOTHING = Orders(stop=False, pause_at=None, pace=None, learning_rate=None)


def paused(store: Store, seed: int = 1) -> Run:
    """A run that its worker has paused at step 10."""
    run = held(store, seed)
    store.steering(None).pause(run.id)
    store.append(run, {"losses": losses(*range(1, 11))}, 10, 1.0, paused=True)
    return run


def resting(store: Store, seed: int = 1) -> Run:
    run = paused(store, seed)
    store.release(run)
    return run


def ended(store: Store) -> Run:
    run = held(store)
    store.finish(run, "done", seconds=1.0)
    return run


def state(store: Store, run: Run) -> str:
    return now(store, run).state


ASKED: list[tuple[Callable[[Store, Run], None], Orders]] = [
    (lambda store, run: None, NOTHING),
    (lambda store, run: store.steering(None).request_stop(run.id), NOTHING._replace(stop=True)),
    (lambda store, run: store.steering(None).pause(run.id), NOTHING._replace(pause_at=0)),
    (lambda store, run: store.steering(None).pause(run.id, 7), NOTHING._replace(pause_at=7)),
    (
        lambda store, run: (store.steering(None).pause(run.id, 7), store.steering(None).resume(run.id)),
        NOTHING,
    ),  # type: ignore[list-item]
    (lambda store, run: store.steering(None).set_pace(run.id, 2.5), NOTHING._replace(pace=2.5)),
    (
        lambda store, run: (
            store.steering(None).set_pace(run.id, 2.5),
            store.steering(None).set_pace(run.id, None),
        ),
        NOTHING,
    ),  # type: ignore[list-item]
    (lambda store, run: store.steering(None).request_rate(run.id, 0.5), NOTHING._replace(learning_rate=0.5)),
]


@pytest.mark.parametrize(("ask", "heard"), ASKED)
def test_a_worker_hears_what_is_asked_for(
    store: Store, ask: Callable[[Store, Run], None], heard: Orders
) -> None:
    run = held(store)
    ask(store, run)
    assert store.orders(run) == heard
    assert store.heartbeat(run, 0, 0.0) == heard
    assert store.append(run, {"losses": losses(1)}, 1, 0.1) == heard
    assert now(store, run).orders == heard
    assert state(store, run) == "running"


@pytest.mark.parametrize(("ask", "heard"), [ask for ask in ASKED if not ask[1].stop])
def test_a_worker_knows_what_was_asked_for_before_it_claimed(
    store: Store, ask: Callable[[Store, Run], None], heard: Orders
) -> None:
    run = submit(store)
    ask(store, run)
    assert state(store, run) == "queued"
    assert held(store).orders == heard


@pytest.mark.parametrize("ask", [ask for ask, _ in ASKED])
def test_a_run_that_has_ended_is_left_alone(store: Store, ask: Callable[[Store, Run], None]) -> None:
    run = ended(store)
    before = now(store, run)
    ask(store, run)
    assert now(store, run) == before


@pytest.mark.parametrize("leave", [Store.release, lambda store, run: store.mark_lost("worker")])
def test_who_no_longer_holds_a_run_hears_nothing(store: Store, leave: Callable[[Store, Run], None]) -> None:
    for run in (held(store, 1), paused(store, 2)):
        leave(store, run)
        with pytest.raises(StaleAttempt):
            store.orders(run)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda store, run: store.steering(None).pause(run, -1),
            "pause: -1 is not allowed; choose a whole number from 0 to 50.",
        ),
        (
            lambda store, run: store.steering(None).pause(run, 51),
            "pause: 51 is not allowed; choose a whole number from 0 to 50.",
        ),
        (
            lambda store, run: store.steering(None).pause(run, 1.5),
            "pause: 1.5 is not allowed; choose a whole number from 0 to 50.",
        ),
        (
            lambda store, run: store.steering(None).set_pace(run, 0.1),
            "pace: 0.1 is not allowed; choose a number from 0.2 to 1000, or none.",
        ),
        (
            lambda store, run: store.steering(None).set_pace(run, float("nan")),
            "pace: NaN is not allowed; choose a number from 0.2 to 1000, or none.",
        ),
        (
            lambda store, run: store.steering(None).request_rate(run, 11),
            'learning_rate: "11" is not allowed; choose a number from 0.0001 to 10.',
        ),
        (
            lambda store, run: store.steering(None).request_rate(run, float("inf")),
            'learning_rate: "inf" is not allowed; choose a number from 0.0001 to 10.',
        ),
    ],
)
def test_what_no_run_can_do_is_answered_and_changes_nothing(
    store: Store, ask: Callable[[Store, str], None], sentence: str
) -> None:
    run = held(store)
    with pytest.raises(SettingError) as refusal:
        ask(store, run.id)
    assert str(refusal.value) == sentence
    assert store.orders(run) == NOTHING


def test_the_ends_of_the_ranges_are_allowed(store: Store) -> None:
    run = held(store)
    for at in (0, 50):
        store.steering(None).pause(run.id, at)
        assert store.orders(run).pause_at == at
    for pace in (0.2, 1_000):
        store.steering(None).set_pace(run.id, pace)
        assert store.orders(run).pace == pace
    for rate in (1e-4, 10):
        store.steering(None).request_rate(run.id, rate)
        assert store.orders(run).learning_rate == rate


def test_a_run_that_is_not_there_cannot_be_paused(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing is no longer in the store"):
        store.steering(None).pause("nothing")


@pytest.mark.parametrize(
    ("pause_at", "pace", "paused", "shown"),
    [
        (None, None, False, False),
        (0, None, True, True),
        (7, None, True, True),
        (8, None, False, False),
        (None, CLOSE_UP, False, True),
        (None, CLOSE_UP + 1, False, False),
        (8, CLOSE_UP, False, True),
    ],
)
def test_which_steps_are_looked_at(
    pause_at: int | None, pace: float | None, paused: bool, shown: bool
) -> None:
    orders = Orders(stop=False, pause_at=pause_at, pace=pace, learning_rate=None)
    assert (orders.pauses_at(7), orders.shows(7)) == (paused, shown)


def test_a_worker_tells_whether_it_pauses(store: Store) -> None:
    run = paused(store)
    assert (state(store, run), now(store, run).step) == ("paused", 10)
    store.append(run, {"losses": losses(11)}, 11, 1.1)
    assert (state(store, run), now(store, run).step) == ("running", 11)


def test_a_paused_run_that_is_let_go_rests_and_is_never_lost(store: Store, clock: Clock) -> None:
    run = resting(store)
    before = now(store, run)
    assert (before.state, before.worker, before.heartbeat_at, before.step) == ("paused", None, None, 10)
    silence(store, clock, 100 * LOST_AFTER)
    store.mark_lost("worker")
    assert now(store, run) == before
    assert store.claim() is None
    assert submit(store) == before


@pytest.mark.parametrize(
    "die",
    [
        lambda store, clock: store.mark_lost("worker"),
        lambda store, clock: silence(store, clock, LOST_AFTER + 1),
    ],
)
def test_a_paused_run_whose_worker_dies_rests(
    store: Store, clock: Clock, die: Callable[[Store, Clock], None]
) -> None:
    run = paused(store)
    die(store, clock)
    rests = now(store, run)
    assert (rests.state, rests.worker, rests.requeued, rests.error) == ("paused", None, 0, None)


@pytest.mark.parametrize("leave", [Store.release, lambda store, run: store.mark_lost("worker")])
@pytest.mark.parametrize(
    "go_on",
    [
        lambda store, run_id: store.steering(None).resume(run_id),
        lambda store, run_id: store.steering(None).pause(run_id, 11),
    ],
)
def test_an_order_to_go_on_that_no_worker_heard_is_not_forgotten(
    store: Store, leave: Callable[[Store, Run], None], go_on: Callable[[Store, str], None]
) -> None:
    run = paused(store)
    go_on(store, run.id)
    leave(store, run)
    assert state(store, run) == "queued"


@pytest.mark.parametrize(
    ("ask", "then"),
    [
        (lambda store, run: store.steering(None).resume(run), "queued"),
        (lambda store, run: store.steering(None).pause(run, 11), "queued"),
        (lambda store, run: store.steering(None).pause(run, 10), "paused"),
        (lambda store, run: store.steering(None).pause(run), "paused"),
        (lambda store, run: store.steering(None).set_pace(run, 1), "paused"),
        (lambda store, run: store.steering(None).request_rate(run, 1), "paused"),
        (lambda store, run: store.steering(None).request_stop(run), "stopped"),
    ],
)
def test_what_becomes_of_a_resting_run(store: Store, ask: Callable[[Store, str], None], then: str) -> None:
    run = resting(store)
    ask(store, run.id)
    after = now(store, run)
    assert (after.state, after.step) == (then, 10)
    assert (after.finished_at is not None) is (then == "stopped")


def test_a_rested_run_is_trained_by_a_new_attempt(store: Store) -> None:
    run = resting(store)
    store.steering(None).resume(run.id)
    again = store.claim("another")
    assert again is not None
    assert (again.id, again.attempt, again.worker, again.step) == (run.id, 2, "another", 10)
    with pytest.raises(StaleAttempt):
        store.append(run, {"losses": losses(11)}, 11, 1.1)


def test_a_new_rate_makes_it_another_experiment(store: Store) -> None:
    run = held(store)
    store.steering(None).request_rate(run.id, 0.5)
    changed = run.experiment.changed(Change(step=7, learning_rate=0.5))
    store.change_rate(run, changed, 0.5)
    steered = now(store, run)
    assert (steered.experiment, steered.key, steered.next_rate) == (changed, f"steered:{run.id}", None)
    plain = submit(store)
    assert (plain.id, plain.state) == (f"{run.id}-2", "queued")


def test_a_rate_asked_for_in_the_same_moment_is_still_to_come(store: Store) -> None:
    run = held(store)
    store.steering(None).request_rate(run.id, 0.5)
    heard = store.orders(run).learning_rate
    store.steering(None).request_rate(run.id, 0.25)
    store.change_rate(run, run.experiment.changed(Change(step=7, learning_rate=0.5)), heard)
    assert store.orders(run).learning_rate == 0.25


def test_only_the_holder_may_change_the_experiment(store: Store) -> None:
    run = held(store)
    store.mark_lost("worker")
    with pytest.raises(StaleAttempt):
        store.change_rate(run, run.experiment.changed(Change(step=7, learning_rate=0.5)), 0.5)
    assert now(store, run).experiment == run.experiment


def test_a_queue_is_seen(store: Store) -> None:
    assert not store.is_waited_for()
    submit(store)
    assert store.is_waited_for()
    held(store)
    assert not store.is_waited_for()
    resting(store, 2)
    assert not store.is_waited_for()
