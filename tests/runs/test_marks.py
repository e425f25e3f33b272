"""What visitors note of runs is theirs alone, and goes with the run."""

from __future__ import annotations

import pytest

from bnviz.fields import SettingError
from bnviz.runs import marks
from bnviz.runs.database import StoreError
from bnviz.runs.marks import LONGEST_NAME, LONGEST_NOTE, Mark
from bnviz.runs.store import Store

from .small_runs import Clock, at_once, submit


def test_what_a_visitor_notes_nobody_else_finds(store: Store, clock: Clock) -> None:
    run = submit(store)
    store.marks.write("ann", run.id, "  mine  ", "two\nlines")
    store.marks.pin("ann", run.id)
    assert store.marks.of("ann") == {run.id: Mark("mine", "two\nlines", clock.now)}
    assert store.marks.of("ben") == {}


def test_a_name_and_a_pin_do_not_touch_each_other(store: Store) -> None:
    run = submit(store)
    store.marks.pin("ann", run.id)
    store.marks.write("ann", run.id, "mine", "")
    store.marks.unpin("ann", run.id)
    assert store.marks.of("ann") == {run.id: Mark("mine")}


def test_what_says_nothing_any_more_is_not_kept(store: Store) -> None:
    run = submit(store)
    store.marks.write("ann", run.id, "mine", "")
    store.marks.write("ann", run.id, "", "")
    assert store.marks.of("ann") == {}


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("n" * (LONGEST_NAME + 1), ""),
        ("", "n" * (LONGEST_NOTE + 1)),
        ("two\nlines", ""),
        ("null\0", ""),
        ("right to left \u202e", ""),
        ("", "half a sign \ud800"),
    ],
    ids=["long name", "long note", "name of two lines", "NUL", "override", "surrogate"],
)
def test_what_is_too_long_or_cannot_be_seen_is_refused(store: Store, name: str, note: str) -> None:
    run = submit(store)
    with pytest.raises(SettingError, match=r"^(name|note): .* is not allowed; choose at most [0-9,]+ char"):
        store.marks.write("ann", run.id, name, note)
    assert store.marks.of("ann") == {}


def test_the_longest_that_is_allowed_is_kept_whole(store: Store) -> None:
    run, mark = submit(store), Mark("é" * LONGEST_NAME, "✓" * LONGEST_NOTE)
    store.marks.write("ann", run.id, mark.name, mark.note)
    assert store.marks.of("ann")[run.id] == mark


def test_nobody_marks_a_run_that_is_not_there(store: Store) -> None:
    with pytest.raises(StoreError, match="Run nothing is no longer in the store"):
        store.marks.pin("ann", "nothing")


def test_nobody_marks_without_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST", 2)
    first, second, third = (submit(store, seed) for seed in (1, 2, 3))
    store.marks.pin("ann", first.id)
    store.marks.pin("ann", second.id)
    with pytest.raises(StoreError, match="You have marked 2 runs"):
        store.marks.pin("ann", third.id)
    store.marks.write("ann", second.id, "one that is marked already", "")
    store.marks.pin("ben", third.id)


def test_two_tabs_that_pin_at_once_leave_one_pin(store: Store, clock: Clock) -> None:
    run = submit(store)
    at_once(4, lambda: store.marks.pin("ann", run.id))
    assert store.marks.of("ann") == {run.id: Mark(pinned_at=clock.now)}
