"""Who waits, who trains and who was served when: what the rule of `bnviz.runs.turns` asks of the store."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select

from bnviz.runs.needs import Needs
from bnviz.runs.room import followed_in_a_room
from bnviz.runs.schema import runs
from bnviz.runs.transitions import IS_HELD
from bnviz.runs.turns import Ticket, Turns, Visitor

QUEUED = runs.c.state == "queued"


class Queue(NamedTuple):
    """The runs that wait, in no order; those that a worker holds; and the rule as it stands."""

    waiting: list[Ticket]
    training: list[Ticket]
    turns: Turns


def read_queue(connection: Connection, most: int, now: float) -> Queue:
    """The queue as it is.

    Args:
        connection: to the store.
        most: how many runs of one visitor train at once while others wait.
        now: the time.
    """
    waiting, training = (_tickets(connection, which, now) for which in (QUEUED, IS_HELD))
    served = _served(connection, {ticket.visitor for ticket in (*waiting, *training)})
    return Queue(waiting, training, Turns(training, served, most))


def _tickets(connection: Connection, which: ColumnElement[bool], now: float) -> list[Ticket]:
    needs = (runs.c.device, runs.c.data_name, runs.c.data_fingerprint)
    seen = select(runs.c.id, runs.c.owner, runs.c.created_at, followed_in_a_room(now), *needs).where(which)
    return [
        Ticket(run_id, owner, created_at, bool(shown), Needs.of(*needed))
        for run_id, owner, created_at, shown, *needed in connection.execute(seen)
    ]


def _served(connection: Connection, visitors: set[Visitor]) -> dict[Visitor, float]:
    """When each of some visitors was served last; those never served are missing."""
    theirs = or_(runs.c.owner.in_(visitors - {None}), runs.c.owner.is_(None))
    trained = func.coalesce(runs.c.heartbeat_at, runs.c.started_at)  # not its start: a turn may be a long one
    last = select(runs.c.owner, func.max(trained).label("served")).where(
        theirs, runs.c.started_at.is_not(None)
    )
    return {row.owner: row.served for row in connection.execute(last.group_by(runs.c.owner))}
