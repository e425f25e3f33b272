"""Who is served next: visitors take turns, however many runs each has in line.

First comes what the guests of a room follow. Then the visitor with the fewest runs in training, of these the
one who was served longest ago, and of that visitor's runs the oldest. So who queues a hundred runs takes no
more than a turn from who queues one. Who deletes what they trained counts as not served yet, as somebody new
does: that is worth one turn among the equally busy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import inf
from typing import NamedTuple

from bnviz.runs.needs import Needs

Visitor = str | None
"""A visitor's id; all that the host itself starts counts as one visitor's, None."""


class Ticket(NamedTuple):
    """A run, as the rule sees it.

    Attributes:
        run_id: its name.
        visitor: who started it.
        created_at: when.
        shown: whether guests of an open room follow it.
        needs: what it needs of a worker; None where that is of no account.
    """

    run_id: str
    visitor: Visitor
    created_at: float
    shown: bool = False
    needs: Needs | None = None


class Turns:
    """What the rule knows besides those who wait: who trains now, and when each visitor was served last."""

    def __init__(self, training: Iterable[Ticket], served: Mapping[Visitor, float], most: int):
        """Choose by what trains, when a visitor's run last did, and how many of one may at once.

        Args:
            training: the runs in training.
            served: when each visitor was served last; those never served are missing.
            most: a visitor with so many runs in training is passed over while others wait.
        """
        self.served, self.most = dict(served), most
        self.training: Counter[Visitor] = Counter()
        self.screens: Counter[Visitor] = Counter()
        for ticket in training:
            self.training[ticket.visitor] += 1
            self.screens[ticket.visitor] += ticket.shown

    def next(self, waiting: Collection[Ticket]) -> Ticket:
        """Whose turn it is, of one or more who wait."""
        return min(waiting, key=self._rank)

    def begin(self, ticket: Ticket, now: float) -> None:
        """A run trains from now on."""
        self.training[ticket.visitor] += 1
        self.screens[ticket.visitor] += ticket.shown
        self.served[ticket.visitor] = now

    def end(self, ticket: Ticket, now: float) -> None:
        """A run trains no longer; up to now its visitor was served."""
        self.training[ticket.visitor] -= 1
        self.screens[ticket.visitor] -= ticket.shown
        self.served[ticket.visitor] = now

    def _rank(self, ticket: Ticket) -> tuple[bool, bool, int, float, float, str]:
        busy = self.training[ticket.visitor]
        # One screen of each visitor: a room opened on every run must not be a way past all others.
        first = ticket.shown and not self.screens[ticket.visitor]
        served = self.served.get(ticket.visitor, -inf)
        return busy >= self.most, not first, busy, served, ticket.created_at, ticket.run_id
