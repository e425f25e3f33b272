"""The line as it is foreseen, against what the same rule does then."""

import pytest

from bnviz.runs.forecast.line import HAND_OVER, Line, Place, foresee
from bnviz.runs.turns import Ticket, Turns
from bnviz.runs.waiting import Queue

from .test_turns import tickets

TURN = 10.0
SHORT, LONG = 5.0 + HAND_OVER, TURN + HAND_OVER  # from a turn's begin to the next one's


def line(
    waiting: list[Ticket],
    training: list[Ticket] = [],  # noqa: B006 - never changed
    *,
    seconds: float = 5.0,
    workers: int = 1,
    served: dict[str | None, float] | None = None,
    left: dict[str, float] | None = None,
    had: dict[str, float] | None = None,
) -> Line:
    known = {ticket.run_id: seconds for ticket in (*waiting, *training)} | (left or {})
    return foresee(
        Queue(waiting, training, Turns(training, served or {}, 4)), known, workers, TURN, had or {}
    )


def test_without_a_queue_nobody_has_a_place() -> None:
    (training,) = tickets("ann", 1)
    empty = line([], [training])
    assert (empty.places, empty.training) == ({}, 1)
    assert (empty.position("ann 000"), empty.wait("ann 000")) == (0, 0.0)


def test_a_free_worker_takes_the_first_at_once() -> None:
    found = line(tickets("ann", 3), workers=2)
    assert [found.position(f"ann 00{number}") for number in range(3)] == [1, 2, 3]
    assert [found.wait(f"ann 00{number}") for number in range(3)] == [0.0, 0.0, SHORT]


def test_visitors_are_served_in_turn_whatever_each_has_queued() -> None:
    found = line([*tickets("ann", 3), *tickets("ben", 1, 99.0)])
    assert sorted(found.places, key=found.position) == ["ann 000", "ben 000", "ann 001", "ann 002"]
    assert [found.wait(name) for name in ("ann 000", "ben 000", "ann 001", "ann 002")] == [
        0.0,
        SHORT,
        2 * SHORT,
        3 * SHORT,
    ]


def test_a_long_run_lets_others_go_first_after_its_turn() -> None:
    found = line(
        [*tickets("ann", 1), *tickets("ben", 1, 1.0), *tickets("cleo", 1, 2.0)], left={"ann 000": 35.0}
    )
    assert [found.wait(name) for name in ("ann 000", "ben 000", "cleo 000")] == [0.0, LONG, LONG + SHORT]


def test_a_long_run_in_training_goes_on_only_when_those_who_wait_had_their_turn() -> None:
    training, waiting = tickets("ann", 1), [*tickets("ben", 1), *tickets("cleo", 1)]
    found = line(waiting, training, served={"ann": 0.0}, left={"ann 000": 100.0})
    assert [found.wait("ben 000"), found.wait("cleo 000")] == [LONG, LONG + SHORT]


@pytest.mark.parametrize(("had", "rest"), [(4.0, TURN - 4.0), (25.0, 0.0)])
def test_a_turn_that_has_begun_is_over_the_sooner(had: float, rest: float) -> None:
    training, waiting = tickets("ann", 1), tickets("ben", 1)
    found = line(waiting, training, served={"ann": 0.0}, left={"ann 000": 100.0}, had={"ann 000": had})
    assert found.wait("ben 000") == rest + HAND_OVER


def test_what_a_run_still_takes_is_known_of_all() -> None:
    found = line(tickets("ann", 1), tickets("ben", 1), left={"ben 000": 12.0})
    assert found.left == {"ann 000": 5.0, "ben 000": 12.0}


def test_ones_own_next_run_waits_until_the_first_is_done() -> None:
    mine = [Ticket("second", "ann", 1.0)]
    found = line(mine, [Ticket("first", "ann", 0.0)], served={"ann": 0.0}, left={"first": 100.0})
    assert found.places == {"second": Place(1, 100.0 + 10 * HAND_OVER)}


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_the_last_of_many_equal_runs_waits_as_long_as_the_workers_take_for_the_others(workers: int) -> None:
    waiting = [Ticket(f"{visitor} {number}", visitor, number) for visitor in "abcde" for number in range(6)]
    found = line(waiting, workers=workers)
    assert sorted(place.position for place in found.places.values()) == list(range(1, 31))
    assert max(place.wait for place in found.places.values()) == 29 // workers * SHORT


def test_nothing_known_of_a_run_is_no_reason_to_fail() -> None:
    found = foresee(Queue(tickets("ann", 2), [], Turns([], {}, 4)), {}, 1, TURN, {})
    assert found.wait("ann 001") == HAND_OVER
