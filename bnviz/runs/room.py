"""A room as the store has it: what its host shows, who is there, and what they expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from bnviz.runs.schema import guesses, guests, rooms, runs

UNSEEN = 30 * 60.0
"""Seconds after which a room is closed if its host did not look."""
PRESENT = 70.0
"""Seconds for which a guest counts after a sign of life; a hidden page gives one a minute."""

OPEN = rooms.c.closed_at.is_(None)


@dataclass(frozen=True)
class Room:
    """An open room at the moment it was read.

    Attributes:
        code: what guests join it with.
        host: the visitor who opened it.
        run_id: the run that is shown, or None.
        step: the step that is looked at; None for the newest.
        selection: how it is looked at: JSON of whoever draws it, to be checked by them.
        following: how many guests follow now.
        away: how many try something of their own now.
        guesses: what visitors expect of the run that is shown.
        offers: the runs that guests who are here now would like to be shown.
    """

    code: str
    host: str
    run_id: str | None
    step: int | None
    selection: str
    following: int
    away: int
    guesses: Mapping[str, str]
    offers: tuple[str, ...]


def is_attended(now: float) -> ColumnElement[bool]:
    """Of a row of the table `rooms`: whether it is open, and its host was there lately."""
    return OPEN & (rooms.c.seen_at > now - UNSEEN)


def shown_in_a_room(now: float) -> ColumnElement[bool]:
    """Of a row of the table `runs`: whether an open room shows it."""
    return select(rooms.c.code).where(rooms.c.run_id == runs.c.id, is_attended(now)).exists()


def read_room(connection: Connection, code: str, now: float) -> Room | None:
    """The open room of a code, or None if there is none."""
    row = connection.execute(select(rooms).where(rooms.c.code == code, is_attended(now))).one_or_none()
    return None if row is None else _furnished(connection, row, now)


def _furnished(connection: Connection, row: Row[Any], now: float) -> Room:
    """The room of a row, with its guests."""
    here = (guests.c.code == row.code) & (guests.c.seen_at > now - PRESENT)
    present = connection.execute(select(guests.c.away, guests.c.offers).where(here)).all()
    said = select(guesses.c.visitor, guesses.c.choice).where(
        guesses.c.code == row.code, guesses.c.run_id == row.run_id
    )
    away = sum(guest.away for guest in present)
    return Room(
        row.code,
        row.host,
        row.run_id,
        row.step,
        row.selection,
        len(present) - away,
        away,
        {guess.visitor: guess.choice for guess in connection.execute(said)},
        tuple(sorted({guest.offers for guest in present if guest.offers})),
    )
