"""What visitors note of runs is theirs alone, and goes with the run."""

from __future__ import annotations

import pytest

from bnviz.fields import SettingError
from bnviz.runs import marks
from bnviz.runs.archive import DAY
from bnviz.runs.database import StoreError
from bnviz.runs.marks import LONGEST_NAME, LONGEST_NOTE, Mark
from bnviz.runs.store import Store

from .small_runs import Clock, at_once, marks_of, submit


def test_what_a_visitor_notes_nobody_else_finds(store: Store, clock: Clock) -> None:
    run = submit(store)
    store.marks.name("ann", run.id, "  mine  ")
    store.marks.note("ann", run.id, "two\nlines")
    store.marks.pin("ann", run.id)
    assert marks_of(store, "ann") == {run.id: Mark("mine", "two\nlines", clock.now)}
    assert marks_of(store, "ben") == {}


def test_a_name_a_note_and_a_pin_do_not_touch_each_other(store: Store) -> None:
    run = submit(store)
    store.marks.pin("ann", run.id)
    store.marks.note("ann", run.id, "of another tab")
    store.marks.name("ann", run.id, "mine")
    store.marks.unpin("ann", run.id)
    assert marks_of(store, "ann") == {run.id: Mark("mine", "of another tab")}


def test_what_says_nothing_any_more_is_not_kept(store: Store) -> None:
    run = submit(store)
    store.marks.name("ann", run.id, "mine")
    store.marks.name("ann", run.id, "")
    assert marks_of(store, "ann") == {}


def test_what_is_too_long_is_refused(store: Store) -> None:
    run = submit(store)
    with pytest.raises(SettingError, match=r"^name: .* is not allowed; choose at most 60 characters"):
        store.marks.name("ann", run.id, "n" * (LONGEST_NAME + 1))
    with pytest.raises(SettingError, match=r"^note: .* is not allowed; choose at most 2,000 characters"):
        store.marks.note("ann", run.id, "n" * (LONGEST_NOTE + 1))
    assert marks_of(store, "ann") == {}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("of\u00a0the web", "of the web"),
        ("한글\u3000입력", "한글 입력"),
        ("a\tcell", "a cell"),
        ("null\0", "null"),
        ("right to left \u202e, or not", "right to left , or not"),
        ("half a sign \ud800", "half a sign"),
        ("joined \U0001f469\u200d\U0001f52c", "joined \U0001f469\u200d\U0001f52c"),
    ],
)
def test_what_is_pasted_is_kept_but_for_what_cannot_be_seen(store: Store, said: str, kept: str) -> None:
    run = submit(store)
    store.marks.name("ann", run.id, said)
    store.marks.note("ann", run.id, f"{said}\r\n    {said}\n")
    assert marks_of(store, "ann") == {run.id: Mark(kept, f"{kept}\n{kept}")}


def test_the_longest_that_is_allowed_is_kept_whole(store: Store) -> None:
    run, mark = submit(store), Mark("é" * LONGEST_NAME, "✓" * LONGEST_NOTE)
    store.marks.name("ann", run.id, mark.name)
    store.marks.note("ann", run.id, mark.note)
    assert marks_of(store, "ann")[run.id] == mark


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
    store.marks.name("ann", second.id, "one that is marked already")
    store.marks.pin("ben", third.id)


def test_what_is_noted_goes_when_its_visitor_stays_away(store: Store, clock: Clock) -> None:
    first, second = (submit(store, seed) for seed in (1, 2))
    store.marks.name("ann", first.id, "named long ago")
    store.marks.name("ben", first.id, "never back")
    clock.now += 80 * DAY
    store.marks.renew("ann")
    clock.now += 80 * DAY
    store.marks.pin("ann", second.id)
    store.marks.clear(90)
    assert marks_of(store, "ann").keys() == {first.id, second.id}
    assert marks_of(store, "ben") == {}
    clock.now += 91 * DAY
    store.marks.clear(90)
    assert marks_of(store, "ann") == {}


def test_two_tabs_that_pin_at_once_leave_one_pin(store: Store, clock: Clock) -> None:
    run = submit(store)
    at_once(4, lambda: store.marks.pin("ann", run.id))
    assert marks_of(store, "ann") == {run.id: Mark(pinned_at=clock.now)}
