"""The list of runs: what is in it, in which order, and that it is made without reading what runs recorded."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, insert, update

from bnviz.experiment import Experiment
from bnviz.runs import catalogue
from bnviz.runs.catalogue import Scope, Wanted
from bnviz.runs.database import StoreError
from bnviz.runs.marks import Mark
from bnviz.runs.run import Run
from bnviz.runs.schema import chunks, runs, summaries
from bnviz.runs.store import Store
from bnviz.runs.tables import encode

from .small_runs import Clock, losses


def submitted(store: Store, clock: Clock, owner: str | None = "ann", data: str = "mnist", **plan: Any) -> Run:
    clock.now += 1
    return store.submit(Experiment(**plan), data, "fingerprint", "1", "cpu", owner)


def ids(store: Store, wanted: Wanted, visitor: str = "ann") -> list[str]:
    return [entry.run.id for entry in store.catalogue.find(visitor, wanted).entries]


def test_pins_come_first_and_then_the_newest(store: Store, clock: Clock) -> None:
    first, second, third = (submitted(store, clock, seed=seed) for seed in (1, 2, 3))
    store.marks.pin("ann", first.id)
    store.marks.pin("ben", second.id)
    store.marks.name("ann", third.id, "third")
    store.marks.note("ann", third.id, "a note")
    assert ids(store, Wanted()) == [first.id, third.id, second.id]
    assert ids(store, Wanted(), "ben") == [second.id, third.id, first.id]
    found = store.catalogue.find("ann").entries
    assert [entry.mark for entry in found] == [Mark(pinned_at=clock.now), Mark("third", "a note"), Mark()]


def test_a_list_is_of_ones_own_of_pins_or_of_all(store: Store, clock: Clock) -> None:
    own = submitted(store, clock, "ann", seed=1)
    other = submitted(store, clock, "ben", seed=2)
    the_hosts = submitted(store, clock, None, seed=3)
    store.marks.pin("ann", other.id)
    assert ids(store, Wanted(Scope.OWN)) == [own.id]
    assert ids(store, Wanted(Scope.PINNED)) == [other.id]
    assert ids(store, Wanted(Scope.ALL)) == [other.id, the_hosts.id, own.id]


def test_filters_leave_what_fits_all_of_them(store: Store, clock: Clock) -> None:
    tanh = submitted(store, clock, activation="tanh")
    relu = submitted(store, clock, activation="relu")
    leaky = submitted(store, clock, activation="leaky_relu", data="mnist-sample")
    assert ids(store, Wanted(activation="relu")) == [relu.id]
    assert ids(store, Wanted(data_name="mnist-sample")) == [leaky.id]
    store.steering(None).request_stop(tanh.id)
    assert ids(store, Wanted(state="stopped")) == [tanh.id]
    assert ids(store, Wanted(state="stopped", activation="relu")) == []


def test_a_plan_is_found_with_any_seed_and_with_no_other_difference(store: Store, clock: Clock) -> None:
    plan = Experiment(depth=5, optimizer="adam")
    for changes in ({"depth": 4}, {"steps": 10}, {"activation": "relu"}):
        submitted(store, clock, **plan.model_dump() | changes)
    same = submitted(store, clock, **plan.model_dump())
    other_seed = submitted(store, clock, **plan.model_dump() | {"seed": 12})
    steered = submitted(
        store, clock, **plan.model_dump() | {"changes": [{"step": 3, "learning_rate": 0.3}], "seed": 13}
    )
    assert ids(store, Wanted(plan=plan)) == [steered.id, other_seed.id, same.id]


def test_no_more_are_listed_than_a_page_can_show_and_all_are_counted(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "LISTED", 2)
    _, second, third = (submitted(store, clock, seed=seed) for seed in (1, 2, 3))
    listing = store.catalogue.find("ann")
    assert [entry.run.id for entry in listing.entries] == [third.id, second.id]
    assert listing.found == 3


def test_runs_of_some_ids_come_in_their_order_without_those_that_are_gone(store: Store, clock: Clock) -> None:
    first, second = (submitted(store, clock, seed=seed) for seed in (1, 2))
    store.marks.name("ann", first.id, "first")
    found = store.catalogue.entries("ann", [second.id, "nothing", first.id])
    assert [(entry.run.id, entry.mark.name) for entry in found] == [(second.id, ""), (first.id, "first")]


def test_what_this_version_cannot_read_is_left_out_and_no_longer_in_the_way(
    store: Store, clock: Clock
) -> None:
    old, new = (submitted(store, clock, seed=seed) for seed in (1, 2))
    for run in (old, new):
        store.steering(None).request_stop(run.id)
    with store.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == old.id).values(experiment='{"depth": 99}'))
    assert ids(store, Wanted()) == [new.id]
    assert store.catalogue.catch_up() == 2
    assert store.catalogue.catch_up() == 0


COMPRESSED = b"\x04\x22\x4d\x18"  # what LZ4 begins with


@pytest.mark.parametrize(
    "body",
    [b"no rows", encode("losses", losses(*range(500))).replace(COMPRESSED, bytes(4))],
    ids=["no rows", "not to be unpacked"],
)
def test_damaged_rows_are_summed_up_as_nothing(store: Store, clock: Clock, body: bytes) -> None:
    run = submitted(store, clock)
    with store.engine.begin() as connection:
        place = {"run_id": run.id, "attempt": 0, "table_name": "tests", "first_step": 0, "last_step": 0}
        connection.execute(insert(chunks).values(**place, body=body))
    with pytest.raises(StoreError, match="What was recorded as tests is damaged"):
        store.read(run.id, "tests")
    store.steering(None).request_stop(run.id)
    assert store.catalogue.catch_up() == 1
    assert store.catalogue.find("ann").entries[0].summary == {}


def test_only_what_has_ended_is_summed_up_and_the_newest_first(store: Store, clock: Clock) -> None:
    first, second, third = (submitted(store, clock, seed=seed) for seed in (1, 2, 3))
    for run in (first, second):
        store.steering(None).request_stop(run.id)
    assert store.catalogue.catch_up(most=1) == 1
    summed_up = {entry.run.id for entry in store.catalogue.find("ann").entries if entry.summary}
    assert summed_up == {second.id}
    assert store.catalogue.catch_up() == 1
    assert store.catalogue.catch_up() == 0
    assert third.state == "queued"


def test_a_list_reads_nothing_that_runs_recorded(store: Store, clock: Clock) -> None:
    run = submitted(store, clock)
    store.steering(None).request_stop(run.id)
    store.catalogue.catch_up()
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert store.catalogue.find("ann").entries[0].summary
    assert len(asked) == 1
    assert "chunks" not in asked[0]
    assert summaries.name in asked[0]
