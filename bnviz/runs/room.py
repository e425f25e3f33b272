"""A room as the store has it: what its host shows, who is there, and what they expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from bnviz.runs.prediction import is_open, question
from bnviz.runs.run import Run
from bnviz.runs.schema import guesses, guests, rooms, runs

UNSEEN = 30 * 60.0
"""Seconds after which a room is closed if its host did not look."""
PRESENT = 70.0
"""Seconds for which a guest counts after a sign of life; a hidden page gives one a minute."""

LEADING = 30.0
"""Seconds after a sign of life of a room's host for which they are before its page; a hidden one is not."""

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
        question: the name of what can be guessed of what is shown (see `bnviz.runs.prediction`), or None.
        takes_guesses: whether it is early enough for that.
        led: whether the host is before the page that is shown.
        following: how many guests follow now.
        away: how many try something of their own now.
        guesses: what visitors answered to the question.
        offers: the runs that guests who are here now would like to be shown.
    """

    code: str
    host: str
    run_id: str | None
    step: int | None
    selection: str
    question: str | None
    takes_guesses: bool
    led: bool
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


def followed_in_a_room(now: float) -> ColumnElement[bool]:
    """Of a row of the table `runs`: whether it is shown in an open room where not only the host looks."""
    follows = (guests.c.code == rooms.c.code) & (guests.c.visitor != rooms.c.host) & ~guests.c.away
    seen = select(rooms.c.code).join(guests, follows & (guests.c.seen_at > now - PRESENT))
    return seen.where(rooms.c.run_id == runs.c.id, is_attended(now)).exists()


def read_room(connection: Connection, code: str, now: float) -> Room | None:
    """The open room of a code, or None if there is none."""
    row = connection.execute(select(rooms).where(rooms.c.code == code, is_attended(now))).one_or_none()
    return None if row is None else _furnished(connection, row, now)


def _furnished(connection: Connection, row: Row[Any], now: float) -> Room:
    """The room of a row, with its guests."""
    here = (guests.c.code == row.code) & (guests.c.seen_at > now - PRESENT)
    present = connection.execute(select(guests.c.away, guests.c.offers).where(here)).all()
    said = select(guesses.c.visitor, guesses.c.choice).where(
        guesses.c.code == row.code, guesses.c.question == row.question
    )
    away = sum(guest.away for guest in present)
    return Room(
        row.code,
        row.host,
        row.run_id,
        row.step,
        row.selection,
        row.question,
        _takes_guesses(connection, row),
        row.seen_at > now - LEADING,
        len(present) - away,
        away,
        {guess.visitor: guess.choice for guess in connection.execute(said)},
        tuple(sorted({guest.offers for guest in present if guest.offers})),
    )


def _takes_guesses(connection: Connection, row: Row[Any]) -> bool:
    """Whether a room's question is still one: nothing that answers it is shown, or not much of it."""
    shown = connection.execute(select(runs).where(runs.c.id == row.run_id)).one_or_none()
    if shown is None:
        return True
    run = Run.of(shown)
    return question(run.experiment) != row.question or is_open(run)
