"""Workers take what the rule of `bnviz.runs.turns` says, as read from the store."""

from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.store import Store

from .small_runs import Clock, at_once


def queued(store: Store, owner: str | None, seed: int) -> Run:
    return store.submit(Experiment(seed=seed, steps=50), "MNIST", "fingerprint", "1", "cpu", owner)


def claimed(store: Store) -> Run:
    run = store.claim("worker")
    assert run is not None
    return run


def serve(store: Store, clock: Clock, count: int) -> list[str | None]:
    """The owners of so many runs in the order in which one worker takes them, each to its end."""
    owners = []
    for _ in range(count):
        clock.now += 1
        run = claimed(store)
        owners.append(run.owner)
        store.finish(run, "done", seconds=1.0)
    return owners


def test_visitors_and_the_host_are_served_by_turns(store: Store, clock: Clock) -> None:
    for seed in range(3):
        queued(store, "ann", seed)
    clock.now += 10
    queued(store, "ben", 10)
    clock.now += 1
    for seed in (11, 12):
        queued(store, None, seed)
    assert serve(store, clock, 6) == ["ann", "ben", None, "ann", None, "ann"]


def test_who_has_a_run_in_training_waits_for_who_has_none(store: Store, clock: Clock) -> None:
    for seed in range(2):
        queued(store, "ann", seed)
    assert claimed(store).owner == "ann"
    clock.now += 10
    queued(store, "ben", 10)
    assert [claimed(store).owner for _ in range(2)] == ["ben", "ann"]


def test_a_run_in_an_open_room_is_next_until_the_room_closes(store: Store, clock: Clock) -> None:
    for owner, seed in (("ann", 1), ("ben", 2), ("ben", 3)):
        clock.now += 1
        run = queued(store, owner, seed)
    code = store.rooms.open("teacher").code
    store.rooms.show(code, "teacher", run.id, None, "{}")
    store.rooms.attend(code, "guest")
    assert [ticket.run_id for ticket in store.queue().waiting if ticket.shown] == [run.id]
    assert claimed(store).id == run.id
    store.release(claimed(store))
    store.rooms.close(code, "teacher")
    assert not any(ticket.shown for ticket in store.queue().waiting)


def test_a_worker_gives_its_turn_to_others_but_not_to_the_same_visitors_next_run(
    store: Store, clock: Clock
) -> None:
    queued(store, "ann", 1)
    run = claimed(store)
    assert not store.gives_turn(run)
    clock.now += 10
    queued(store, "ann", 2)
    assert not store.gives_turn(run)
    clock.now += 10
    queued(store, "ben", 3)
    assert store.gives_turn(run)
    store.release(run)
    assert claimed(store).owner == "ben"


def test_who_had_a_worker_alone_for_long_gives_way_to_who_was_served_meanwhile(
    store: Store, clock: Clock
) -> None:
    queued(store, "ann", 1)
    long = claimed(store)
    clock.now += 10
    queued(store, "ben", 2)
    short = claimed(store)
    clock.now += 10
    store.append(long, {}, step=1, seconds=20)
    store.release(short)
    clock.now += 1
    store.append(long, {}, step=2, seconds=21)
    assert store.gives_turn(long)
    store.release(long)
    assert claimed(store).owner == "ben"


def test_eight_workers_at_once_take_eight_runs_of_eight_visitors(store: Store, url: str) -> None:
    for visitor in range(8):
        for seed in range(3):
            queued(store, f"visitor {visitor}", 10 * visitor + seed)
    taken = at_once(8, lambda: claimed(store))
    assert {run.owner for run in taken} == {f"visitor {visitor}" for visitor in range(8)}
    assert len({run.id for run in taken}) == 8
