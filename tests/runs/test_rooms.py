"""Rooms: what their hosts show, who is there, what they guess; and that a code gives no power."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bnviz.experiment import Change
from bnviz.fields import SettingError
from bnviz.runs.database import StoreError
from bnviz.runs.prediction import last_guess, question
from bnviz.runs.room import LEADING, PRESENT, UNSEEN, Room, followed_in_a_room, shown_in_a_room
from bnviz.runs.rooms import CODE, GLANCE, KEPT, MOST_GUESTS, MOST_TEXT, Rooms
from bnviz.runs.run import Run
from bnviz.runs.schema import guesses, guests, rooms, runs
from bnviz.runs.steering import NotAllowedError
from bnviz.runs.store import Store

from .small_runs import Clock, at_once, held, losses, now, submit

TEACHER, ANNA, BEN = "teacher", "anna", "ben"


def opened(store: Store, run: Run | None = None) -> str:
    """The code of the teacher's room, which shows the run and asks about it."""
    code = store.rooms.open(TEACHER).code
    if run:
        ask(store, code, run)
    return code


def ask(store: Store, code: str, run: Run, *, shown: bool = True) -> None:
    store.rooms.show(code, TEACHER, run.id if shown else None, None, "{}", question(run.experiment))


def room(store: Store, code: str) -> Room:
    found = store.rooms.get(code)
    assert found is not None
    return found


def run_of(store: Store, owner: str | None, seed: int = 1) -> Run:
    return store.submit(submit(store, seed + 100).experiment, "MNIST", f"data {seed}", "1", "cpu", owner)


def test_a_code_is_short_plain_and_of_at_least_24_bits(store: Store) -> None:
    codes = {store.rooms.open(str(host)).code for host in range(50)}
    assert len(codes) == 50
    assert all(CODE.fullmatch(code) for code in codes)
    signs = [chr(number) for number in range(128) if CODE.fullmatch(5 * chr(number))]
    assert len(signs) ** 5 >= 2**24
    assert not {*"0O1IL"} & {*signs}


def test_a_code_that_is_in_use_is_not_given_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("AAAAA" + "AAAAA" + "BBBBB")
    monkeypatch.setattr("bnviz.runs.rooms.secrets.choice", lambda _: next(drawn))
    assert [store.rooms.open(host).code for host in (ANNA, BEN)] == ["AAAAA", "BBBBB"]


def test_what_the_host_shows_is_what_the_room_shows(store: Store) -> None:
    run, code = submit(store), opened(store)
    assert (room(store, code).run_id, room(store, code).step, room(store, code).selection) == (
        None,
        None,
        "{}",
    )
    store.rooms.show(code, TEACHER, run.id, 7, '{"view": "shift"}')
    shown = room(store, code)
    assert (shown.host, shown.run_id, shown.step, shown.selection) == (
        TEACHER,
        run.id,
        7,
        '{"view": "shift"}',
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda rooms, code, by: rooms.show(code, by, "another", 9, "[]"),
        lambda rooms, code, by: rooms.close(code, by),
    ],
)
def test_only_its_host_changes_or_closes_a_room(
    store: Store, change: Callable[[Rooms, str, str], None]
) -> None:
    code = opened(store, submit(store))
    store.rooms.attend(code, ANNA)
    before = room(store, code)
    with pytest.raises(StoreError, match=f"^Room {code} is closed, or not yours to change.$"):
        change(store.rooms, code, ANNA)
    assert room(store, code) == before
    change(store.rooms, code, TEACHER)
    assert store.rooms.get(code) != before


def test_a_closed_room_is_closed_to_all(store: Store) -> None:
    run = submit(store)
    code = opened(store, run)
    store.rooms.close(code, TEACHER)
    assert store.rooms.get(code) is None
    for ask in (
        lambda: store.rooms.attend(code, ANNA),
        lambda: store.rooms.guess(code, ANNA, run.experiment, "0"),
        lambda: store.rooms.show(code, TEACHER, None, None, "{}"),
        lambda: store.rooms.close(code, TEACHER),
    ):
        with pytest.raises(StoreError, match=f"^Room {code} is closed"):
            ask()


def test_who_opens_another_room_closes_the_first_and_nobody_else_s(store: Store) -> None:
    other, first = store.rooms.open(ANNA).code, opened(store)
    second = opened(store)
    assert store.rooms.get(first) is None
    assert (room(store, second).host, room(store, other).host) == (TEACHER, ANNA)


def test_a_room_is_closed_while_its_host_does_not_look(store: Store, clock: Clock) -> None:
    code = opened(store)
    clock.now += UNSEEN - 1
    assert store.rooms.get(code)
    clock.now += 2
    assert store.rooms.get(code) is None
    with pytest.raises(StoreError):
        store.rooms.attend(code, ANNA)
    store.rooms.show(code, TEACHER, None, None, "{}")
    assert store.rooms.get(code)


def test_who_is_there_is_counted_once_and_only_while_they_give_signs_of_life(
    store: Store, clock: Clock
) -> None:
    code = opened(store)
    for _ in range(2):
        store.rooms.attend(code, ANNA)
        store.rooms.attend(code, BEN, away=True)
    assert (room(store, code).following, room(store, code).away) == (1, 1)
    store.rooms.attend(code, BEN)
    assert (room(store, code).following, room(store, code).away) == (2, 0)
    clock.now += PRESENT - 1
    store.rooms.attend(code, ANNA)
    clock.now += 2
    assert (room(store, code).following, room(store, code).away) == (1, 0)


def test_a_guest_who_comes_several_times_at_once_is_one_guest(store: Store) -> None:
    code = opened(store)
    at_once(8, lambda: store.rooms.attend(code, ANNA))
    assert room(store, code).following == 1


def test_a_full_room_takes_no_more_but_keeps_those_who_are_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_GUESTS >= 100
    monkeypatch.setattr("bnviz.runs.rooms.MOST_GUESTS", 1)
    code = opened(store)
    store.rooms.attend(code, ANNA)
    with pytest.raises(StoreError, match=f"^Room {code} is full: 1 guests are there.$"):
        store.rooms.attend(code, BEN)
    store.rooms.attend(code, ANNA, away=True)
    assert room(store, code).away == 1


def test_who_is_no_longer_seen_takes_no_place(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.rooms.MOST_GUESTS", 1)
    code = opened(store)
    store.rooms.attend(code, ANNA)
    clock.now += PRESENT + 1
    store.rooms.attend(code, BEN)
    assert room(store, code).following == 1


def test_a_selection_that_is_too_long_is_refused(store: Store) -> None:
    code = opened(store)
    store.rooms.show(code, TEACHER, None, None, "x" * MOST_TEXT)
    with pytest.raises(StoreError, match=f"^selection: {MOST_TEXT + 1} letters are not allowed"):
        store.rooms.show(code, TEACHER, None, None, "x" * (MOST_TEXT + 1))


def test_what_is_long_over_is_forgotten(store: Store, clock: Clock) -> None:
    run = submit(store)
    old = opened(store, run)
    store.rooms.attend(old, ANNA)
    store.rooms.guess(old, ANNA, run.experiment, "0")
    clock.now += KEPT + 1
    new = store.rooms.open(BEN).code
    with store.engine.connect() as connection:
        assert connection.scalars(select(rooms.c.code)).all() == [new]
        for table in (guests, guesses):
            assert connection.execute(select(table)).all() == []


def test_a_guess_may_be_changed_and_is_counted_once(store: Store) -> None:
    run = submit(store)
    code = opened(store, run)
    for visitor, choice in ((ANNA, "0"), (BEN, "1"), (ANNA, "same")):
        store.rooms.guess(code, visitor, run.experiment, choice)
    assert room(store, code).guesses == {ANNA: "same", BEN: "1"}


def test_guesses_are_about_what_the_room_asks(store: Store) -> None:
    run, other = submit(store), submit(store, 2)
    code = opened(store, run)
    store.rooms.guess(code, ANNA, run.experiment, "0")
    with pytest.raises(StoreError, match="no more guesses"):
        store.rooms.guess(code, ANNA, other.experiment, "1")
    ask(store, code, other)
    assert room(store, code).guesses == {}
    ask(store, code, run)
    assert room(store, code).guesses == {ANNA: "0"}


def test_guesses_are_taken_before_there_is_a_run_and_count_for_it(store: Store) -> None:
    run, code = submit(store), opened(store)
    ask(store, code, run, shown=False)
    store.rooms.guess(code, ANNA, run.experiment, "0")
    ask(store, code, run)
    assert room(store, code).guesses == {ANNA: "0"}


def test_guesses_are_taken_while_another_run_is_still_shown(store: Store) -> None:
    old, new = submit(store), submit(store, 2)
    finish(store, old, "done")
    code = opened(store)
    store.rooms.show(code, TEACHER, old.id, None, "{}", question(new.experiment))
    store.rooms.guess(code, ANNA, new.experiment, "same")
    assert room(store, code).guesses == {ANNA: "same"}


def test_a_change_of_the_learning_rate_asks_nothing_new(store: Store) -> None:
    run = held(store)
    changed = run.experiment.model_copy(update={"changes": (Change(step=1, learning_rate=0.5),)})
    assert changed != run.experiment
    assert question(changed) == question(run.experiment)


def test_guesses_are_taken_up_to_a_tenth_of_the_steps(store: Store) -> None:
    run = held(store)
    code, last = opened(store, run), last_guess(run.experiment)
    assert last == run.steps // 10
    for step, taken in ((last, True), (last + 1, False)):
        store.append(run, {"losses": losses(*range(max(1, now(store, run).step + 1), step + 1))}, step, 1.0)
        assert room(store, code).takes_guesses is taken
        if taken:
            store.rooms.guess(code, ANNA, run.experiment, "0")
    with pytest.raises(StoreError, match=f"^Room {code} takes no more guesses about this.$"):
        store.rooms.guess(code, BEN, run.experiment, "0")
    assert room(store, code).guesses == {ANNA: "0"}


@pytest.mark.parametrize("choice", ["2", "-1", "", "BN", "<b>", "SAME"])
def test_only_what_there_is_to_choose_is_chosen(store: Store, choice: str) -> None:
    run = submit(store)
    code = opened(store, run)
    with pytest.raises(SettingError, match=r"^choice: .* is not allowed; choose one of 0, 1, same\.$"):
        store.rooms.guess(code, ANNA, run.experiment, choice)
    assert room(store, code).guesses == {}


@pytest.mark.parametrize("state", ["done", "failed"])
def test_once_the_run_has_ended_no_guess_is_taken_or_changed(store: Store, state: str) -> None:
    run = submit(store)
    code = opened(store, run)
    store.rooms.guess(code, ANNA, run.experiment, "0")
    finish(store, run, state)
    for visitor in (ANNA, BEN):
        with pytest.raises(StoreError, match="no more guesses"):
            store.rooms.guess(code, visitor, run.experiment, "1")
    store.rooms.guess(code, ANNA, run.experiment, "0")  # a page may send again what it said
    assert room(store, code).guesses == {ANNA: "0"}


def finish(store: Store, run: Run, state: str) -> None:
    claimed = store.claim("worker", run.id)
    assert claimed is not None
    store.finish(claimed, state, seconds=1.0)  # type: ignore[arg-type]


def test_whether_the_host_is_before_the_page(store: Store, clock: Clock) -> None:
    code = opened(store)
    clock.now += LEADING - 1
    assert room(store, code).led
    clock.now += 2
    assert not room(store, code).led
    store.rooms.show(code, TEACHER, None, None, "{}")
    assert room(store, code).led


def test_a_run_is_followed_in_a_room_while_somebody_else_than_its_host_does(
    store: Store, clock: Clock
) -> None:
    def followed() -> bool:
        with store.engine.connect() as connection:
            return connection.scalar(select(runs.c.id).where(followed_in_a_room(clock.now))) is not None

    code = opened(store, submit(store))
    store.rooms.attend(code, TEACHER)
    store.rooms.attend(code, ANNA, away=True)
    assert not followed()
    store.rooms.attend(code, ANNA)
    assert followed()
    clock.now += PRESENT
    assert not followed()
    store.rooms.attend(code, ANNA)
    store.rooms.close(code, TEACHER)
    assert not followed()


def test_thirty_who_look_cost_one_look_a_second(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, looks = opened(store), []
    look = store.rooms.get
    monkeypatch.setattr(store.rooms, "get", lambda code: (looks.append(code), look(code))[1])
    seen = at_once(30, lambda: store.rooms.glance(code))
    assert looks == [code]
    assert seen == [look(code)] * 30
    clock.now += GLANCE
    store.rooms.glance(code)
    assert looks == [code] * 2


def test_what_this_process_shows_or_closes_is_seen_at_once(store: Store) -> None:
    code = opened(store)
    store.rooms.glance(code)
    store.rooms.show(code, TEACHER, None, 5, "{}")
    seen = store.rooms.glance(code)
    assert seen
    assert seen.step == 5
    store.rooms.close(code, TEACHER)
    assert store.rooms.glance(code) is None


def shown_runs(store: Store, clock: Clock) -> list[str]:
    with store.engine.connect() as connection:
        return list(connection.scalars(select(runs.c.id).where(shown_in_a_room(clock.now))))


def test_which_runs_are_shown_in_a_room(store: Store, clock: Clock) -> None:
    run, _ = submit(store), submit(store, 2)
    assert shown_runs(store, clock) == []
    code = opened(store, run)
    assert shown_runs(store, clock) == [run.id]
    clock.now += UNSEEN + 1
    assert shown_runs(store, clock) == []
    store.rooms.show(code, TEACHER, run.id, None, "{}")
    assert shown_runs(store, clock) == [run.id]
    store.rooms.close(code, TEACHER)
    assert shown_runs(store, clock) == []


@pytest.mark.parametrize("owner", [ANNA, None])
def test_to_show_a_run_gives_no_power_over_it(store: Store, owner: str | None) -> None:
    run = run_of(store, owner)
    code = opened(store, run)
    store.rooms.attend(code, ANNA)
    hands = store.steering(TEACHER)
    assert not hands.allows(run.id)
    with pytest.raises(NotAllowedError):
        hands.request_stop(run.id)
    assert now(store, run).state == "queued"


def test_a_run_that_its_owner_offers_is_the_host_s_to_steer_while_it_is_shown(store: Store) -> None:
    run, other = run_of(store, ANNA), run_of(store, TEACHER, 2)
    code = opened(store, other)
    store.rooms.attend(code, ANNA, away=True, offers=run.id)
    assert room(store, code).offers == (run.id,)
    assert not store.steering(TEACHER).allows(run.id)
    store.rooms.show(code, TEACHER, run.id, None, "{}")
    assert store.steering(TEACHER).allows(run.id)
    assert not store.steering(BEN).allows(run.id)
    store.rooms.attend(code, ANNA)
    assert not store.steering(TEACHER).allows(run.id)
    store.rooms.attend(code, ANNA, offers=run.id)
    assert store.steering(TEACHER).allows(run.id)
    store.rooms.leave(code, ANNA)
    assert not store.steering(TEACHER).allows(run.id)
    store.rooms.attend(code, ANNA, offers=run.id)
    store.steering(TEACHER).request_stop(run.id)
    assert now(store, run).state == "stopped"
    store.rooms.close(code, TEACHER)
    assert not store.steering(TEACHER).allows(run.id)


def test_nobody_can_offer_what_is_not_theirs(store: Store) -> None:
    run = run_of(store, ANNA)
    code = opened(store, run)
    store.rooms.attend(code, BEN, offers=run.id)
    assert not store.steering(TEACHER).allows(run.id)
