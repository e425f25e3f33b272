"""Who is next: whatever visitors do, they are served by turns."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bnviz.runs.turns import Ticket, Turns

MOST = 4


@dataclass
class Desk:
    """Some workers that serve by the rule, each run for one turn after the other until it is done."""

    workers: int
    waiting: list[Ticket]
    turns: Turns = field(default_factory=lambda: Turns([], {}, MOST))
    training: list[Ticket] = field(default_factory=list)
    now: float = 0.0

    def serve(self) -> Ticket:
        """The next turn; a worker that has none free lets the run go that it has had for longest."""
        if len(self.training) == self.workers:
            self.turns.end(self.training.pop(0), self.now)
        chosen = self.turns.next(self.waiting)
        self.waiting.remove(chosen)
        self.now += 1
        self.turns.begin(chosen, self.now)
        self.training.append(chosen)
        return chosen


def tickets(visitor: str | None, count: int, created_at: float = 0.0, *, shown: bool = False) -> list[Ticket]:
    return [Ticket(f"{visitor} {number:03}", visitor, created_at + number, shown) for number in range(count)]


counts = st.dictionaries(
    st.sampled_from(["ann", "ben", "cleo", "dan", None]), st.integers(1, 12), min_size=2, max_size=5
)


@given(counts=counts, workers=st.integers(1, 3), early=st.floats(-100, 100))
def test_nobody_waits_while_another_visitor_is_served_twice(
    counts: dict[str | None, int], workers: int, early: float
) -> None:
    desk = Desk(
        workers,
        [
            each
            for place, (visitor, count) in enumerate(counts.items())
            for each in tickets(visitor, count, early * place)
        ],
    )
    since: dict[str | None, Counter[str | None]] = {visitor: Counter() for visitor in counts}
    while desk.waiting:
        served = desk.serve().visitor
        since[served].clear()
        for visitor in {ticket.visitor for ticket in desk.waiting} - {served}:
            since[visitor][served] += 1
            assert since[visitor][served] < 2 or desk.turns.training[visitor] >= desk.turns.training[served]


def test_who_queues_128_runs_delays_anothers_first_by_no_turn() -> None:
    desk = Desk(1, tickets("many", 128))
    assert [desk.serve().visitor for _ in range(5)] == ["many"] * 5
    desk.waiting += tickets("one", 1, 1_000.0)
    assert desk.serve().visitor == "one"


def test_a_visitors_own_runs_come_in_their_order() -> None:
    desk = Desk(1, [*reversed(tickets("ann", 3)), *tickets("ben", 3)])
    served = [desk.serve() for _ in range(6)]
    assert [ticket.visitor for ticket in served] == ["ann", "ben"] * 3
    assert [ticket.run_id for ticket in served if ticket.visitor == "ann"] == [
        "ann 000",
        "ann 001",
        "ann 002",
    ]


def test_the_visitor_with_fewest_in_training_comes_before_the_one_who_waits_longest() -> None:
    (busy,), (idle,) = tickets("busy", 1), tickets("idle", 1)
    turns = Turns([busy], {"busy": 1.0, "idle": 9.0}, MOST)
    assert turns.next([busy, idle]) == idle
    turns.end(busy, 5.0)
    assert turns.next([busy, idle]) == busy


def test_who_was_served_up_to_now_comes_after_who_was_served_before() -> None:
    (long,), (short,) = tickets("long", 1), tickets("short", 1)
    turns = Turns([long], {"long": 1.0, "short": 9.0}, MOST)
    turns.end(long, 60.0)
    assert turns.next([long, short]) == short


def test_what_a_room_shows_comes_first_but_one_screen_of_a_visitor() -> None:
    first, second = tickets("teacher", 2, shown=True)
    (other,) = tickets("other", 1, -5.0)
    turns = Turns([], {"teacher": 7.0}, MOST)
    assert turns.next([other, first, second]) == first
    turns.begin(first, 8.0)
    assert turns.next([other, second]) == other


def test_a_visitor_at_the_limit_is_passed_over_even_with_a_room() -> None:
    *training, shown = [*tickets("ann", MOST), *tickets("ann", 1, 50.0, shown=True)]
    (other,) = tickets("ben", 1, 99.0)
    assert Turns(training, {}, MOST).next([shown, other]) == other
    assert Turns(training, {}, MOST + 1).next([shown, other]) == shown
    assert Turns(training, {}, MOST).next([shown]) == shown
