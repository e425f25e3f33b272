"""Workers sign in while they live; whoever gave no sign for a while is not counted."""

import threading

from sqlalchemy import func, select

from bnviz.runs.roster import FORGOTTEN_AFTER, GONE_AFTER, Serving, machine_label
from bnviz.runs.schema import workers
from bnviz.runs.store import Store
from bnviz.runs.workers.signing import signed_in

from .small_runs import Clock

HERE = Serving("a", "here", {"cpu": "CPU"})
ELSEWHERE = Serving("b", "elsewhere", {"cpu": "CPU", "cuda:0": "NVIDIA H200"}, places=4)


def test_workers_of_all_machines_are_told(store: Store, clock: Clock) -> None:
    store.sign_in(HERE)
    store.sign_in(ELSEWHERE)
    clock.now += GONE_AFTER - 1
    store.sign_in(ELSEWHERE)
    assert store.workers() == [ELSEWHERE, HERE]
    clock.now += 2
    assert store.workers() == [ELSEWHERE]
    store.sign_out(ELSEWHERE.name)
    assert store.workers() == []


def test_those_long_gone_are_forgotten(store: Store, clock: Clock) -> None:
    store.sign_in(HERE)
    clock.now += FORGOTTEN_AFTER + 1
    store.sign_in(ELSEWHERE)
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(workers)) == 1


def test_a_worker_is_on_the_roster_for_as_long_as_it_serves(store: Store) -> None:
    told = threading.Event()
    sign_in = store.sign_in
    store.sign_in = lambda worker: (sign_in(worker), told.set())[0]  # type: ignore[method-assign]
    with signed_in(store, HERE):
        assert told.wait(30)
        assert store.workers() == [HERE]
    assert store.workers() == []


def test_a_machine_is_always_called_the_same_and_not_by_its_name(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("platform.node", lambda: "annas-laptop")
    assert machine_label() == machine_label()
    assert "anna" not in machine_label()
    other = machine_label()
    monkeypatch.setattr("platform.node", lambda: "bens-laptop")
    assert machine_label() != other
