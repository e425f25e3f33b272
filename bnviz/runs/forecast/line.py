"""The line before the workers: who is served when, as far as can be foreseen."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from bnviz.runs.turns import Ticket, Visitor
from bnviz.runs.waiting import Queue

HAND_OVER = 1.0  # seconds from the end of a turn to the next one's first steps


class Place(NamedTuple):
    """A queued run's place: 1 is next; and the seconds until its turn, as expected."""

    position: int
    wait: float


@dataclass(frozen=True)
class Line:
    """The line at the moment it was read.

    Attributes:
        places: of all queued runs.
        training: how many runs have a worker.
        left: for each run of which more may come, the seconds that it still takes, as expected.
    """

    places: Mapping[str, Place]
    training: int
    left: Mapping[str, float] = field(default_factory=dict)

    def position(self, run_id: str) -> int:
        """A run's place in the line: 1 is next, 0 if it does not wait."""
        place = self.places.get(run_id)
        return place.position if place else 0

    def wait(self, run_id: str) -> float:
        """The seconds until a run's turn, as expected; 0 if it does not wait."""
        place = self.places.get(run_id)
        return place.wait if place else 0.0


def foresee(
    queue: Queue, left: Mapping[str, float], workers: int, turn: float, had: Mapping[str, float]
) -> Line:
    """The line, by playing through the turns to come.

    Args:
        queue: who waits and who trains.
        left: for each of these runs, the seconds of training that are left; none where it is not known.
        workers: how many serve the line.
        turn: how many seconds a run trains before it lets others go first.
        had: for the runs that train, the seconds of their turn so far; none where it is not known.
    """
    begun = _begin_times(queue, defaultdict(float, left), workers, turn, defaultdict(float, had))
    places = {run_id: Place(position, wait) for position, (run_id, wait) in enumerate(begun.items(), 1)}
    return Line(places, len(queue.training), left)


def _begin_times(
    queue: Queue,
    left: defaultdict[str, float],
    workers: int,
    turn: float,
    had: defaultdict[str, float],
) -> dict[str, float]:
    """In how many seconds each queued run has its first turn, in this order."""

    def end(run_id: str, now: float) -> float:
        """When a turn is over that begins or goes on now."""
        seconds = min(left[run_id], max(turn - had.pop(run_id, 0.0), 0.0))
        left[run_id] -= seconds
        return now + seconds + HAND_OVER

    turns, waiting, begun = queue.turns, _Waiting(queue.waiting), dict[str, float]()
    queued = {ticket.run_id for ticket in queue.waiting}
    before = max(turns.served.values(), default=0.0)
    number = count()  # of two workers that are free at once, the first takes the first
    busy = [(end(ticket.run_id, 0.0), next(number), ticket) for ticket in queue.training]
    desks: list[tuple[float, int, Ticket | None]] = [*busy]
    desks += [(0.0, next(number), None) for _ in range(workers - len(busy))]
    heapq.heapify(desks)
    while len(begun) < len(queued):
        now, _, ended = heapq.heappop(desks)
        if ended is not None:
            turns.end(ended, before + now)
            if left[ended.run_id] > 0:
                waiting.add(ended)
        if not waiting:
            continue
        ticket = turns.next(waiting.heads())
        waiting.remove(ticket)
        turns.begin(ticket, before + now)
        if ticket.run_id in queued:
            begun.setdefault(ticket.run_id, now)
        heapq.heappush(desks, (end(ticket.run_id, now), next(number), ticket))
    return begun


class _Waiting:
    """Those who wait, by visitor: only the oldest run of each can be next, so only those are compared."""

    def __init__(self, tickets: Iterable[Ticket]):
        self.groups: dict[tuple[Visitor, bool], list[tuple[float, str, Ticket]]] = defaultdict(list)
        for ticket in tickets:
            self.add(ticket)

    def __bool__(self) -> bool:
        return bool(self.groups)

    def add(self, ticket: Ticket) -> None:
        group = self.groups[ticket.visitor, ticket.shown]
        heapq.heappush(group, (ticket.created_at, ticket.run_id, ticket))

    def heads(self) -> list[Ticket]:
        return [group[0][-1] for group in self.groups.values()]

    def remove(self, head: Ticket) -> None:
        group = self.groups[head.visitor, head.shown]
        heapq.heappop(group)
        if not group:
            del self.groups[head.visitor, head.shown]
