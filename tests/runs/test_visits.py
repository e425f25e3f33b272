"""What visitors did in the lessons: kept for each of them, added to, forgotten and cleared."""

from __future__ import annotations

import pytest

from bnviz.runs.archive import DAY
from bnviz.runs.store import Store
from bnviz.runs.visits import NOTED_EVERY, Visit

from .small_runs import Clock, at_once

ANNA, BEN = "anna", "ben"


def test_each_visitor_has_visits_of_their_own(store: Store) -> None:
    store.visits.note(ANNA, "why/shift", Visit(5.0, predicted=True))
    store.visits.note(BEN, "why/noisy", Visit(6.0, checked=True))
    assert store.visits.of(ANNA) == {"why/shift": Visit(5.0, predicted=True)}
    assert store.visits.of(BEN) == {"why/noisy": Visit(6.0, checked=True)}


def test_what_was_done_stays_done_though_another_page_knows_nothing_of_it(store: Store) -> None:
    store.visits.note(ANNA, "why/shift", Visit(5.0, predicted=True))
    store.visits.note(ANNA, "why/shift", Visit(7.0, checked=True))
    assert store.visits.of(ANNA) == {"why/shift": Visit(7.0, predicted=True, checked=True)}


def test_the_same_again_is_worth_no_note_until_a_day_is_over(store: Store, clock: Clock) -> None:
    first = store.visits.after(None, predicted=True, checked=False)
    assert first == Visit(clock.now, predicted=True)
    clock.now += NOTED_EVERY
    assert store.visits.after(first, predicted=False, checked=False) == first
    assert store.visits.after(first, predicted=False, checked=True) == first._replace(checked=True)
    clock.now += 1
    assert store.visits.after(first, predicted=False, checked=False) == Visit(clock.now, predicted=True)


def test_pages_of_one_visitor_that_note_at_once_lose_nothing(store: Store) -> None:
    visits = iter([Visit(5.0, predicted=True), Visit(5.0, checked=True)] * 2)
    at_once(4, lambda: store.visits.note(ANNA, "why/shift", next(visits)))
    assert store.visits.of(ANNA) == {"why/shift": Visit(5.0, predicted=True, checked=True)}


def test_a_visitor_is_forgotten_and_no_other(store: Store) -> None:
    for visitor in (ANNA, BEN):
        store.visits.note(visitor, "why/shift", Visit(5.0))
    store.visits.forget(ANNA)
    assert store.visits.of(ANNA) == {}
    assert store.visits.of(BEN) == {"why/shift": Visit(5.0)}


@pytest.mark.parametrize(("days", "kept"), [(1, {"a", "b"}), (3, set())])
def test_who_does_not_come_back_is_cleared_as_a_whole(
    store: Store, clock: Clock, days: float, kept: set[str]
) -> None:
    store.visits.note(ANNA, "a", Visit(clock.now))
    store.visits.note(ANNA, "b", Visit(clock.now + 2 * DAY))
    clock.now += (2 + days) * DAY
    store.visits.clear(keep_days=2)
    assert set(store.visits.of(ANNA)) == kept
