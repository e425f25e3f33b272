"""Rooms: what a teacher shows those who joined with the room's code, and what they expect to come of it.

A room is its host's, the visitor who opened it: every change to it is one UPDATE that names code and host.

The code lets anybody look and guess, and nothing else. So five signs are enough: 30⁵ codes are 24.5 bits, a
try costs a core of the server a hundredth of a second or more, and whoever keeps one busy for a whole hour
finds a given room once in some seventy times, to see there what a class sees.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bnviz.experiment import Experiment
from bnviz.fields import refusal
from bnviz.language import _
from bnviz.runs.database import StoreError, put, transaction
from bnviz.runs.prediction import choices, question
from bnviz.runs.room import OPEN, PRESENT, Room, read_room
from bnviz.runs.schema import guesses, guests, rooms

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that nobody takes for one another."""
LETTERS = 5
"""Of a code."""
CODE = re.compile(f"[{ALPHABET}]{{{LETTERS}}}")
KEPT = 24 * 3600.0
"""Seconds for which a room stays in the store after its host last looked."""
GLANCE = 1.0
"""Seconds for which `glance` tells the same."""
MOST_GUESTS = 500
MOST_TEXT = 8_000
"""Letters of a selection."""


class Rooms:
    """The rooms of a store. Every method raises StoreError if the database fails.

    Args:
        engine: the store's database.
        clock: the time in seconds since 1970, UTC.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self.engine, self._clock = engine, clock
        self._seen: dict[str, tuple[float, Room | None]] = {}
        self._lock = threading.Lock()

    def open(self, host: str) -> Room:
        """A new room of a visitor; another one of theirs is closed, and what is long over is forgotten."""
        now = self._clock()
        with transaction(self.engine) as connection:
            connection.execute(update(rooms).where(rooms.c.host == host, OPEN).values(closed_at=now))
            _forget(connection, rooms.c.seen_at < now - KEPT)
        while True:
            code = "".join(secrets.choice(ALPHABET) for _place in range(LETTERS))
            with suppress(IntegrityError), transaction(self.engine) as connection:  # a code in use: another
                connection.execute(insert(rooms).values(code=code, host=host, opened_at=now, seen_at=now))
                return read_room(connection, code, now) or _closed(code)

    def get(self, code: str) -> Room | None:
        """The open room of a code, or None if there is none."""
        with transaction(self.engine) as connection:
            return read_room(connection, code, self._clock())

    def glance(self, code: str) -> Room | None:
        """The same as it was at most a second ago: one look for all of this process who follow the room."""
        with self._lock:
            now = self._clock()
            self._seen = {each: seen for each, seen in self._seen.items() if 0 <= now - seen[0] < GLANCE}
            if code not in self._seen:
                self._seen[code] = (now, self.get(code))
            return self._seen[code][1]

    def show(
        self,
        code: str,
        host: str,
        run_id: str | None,
        step: int | None,
        selection: str,
        asked: str | None = None,
    ) -> None:
        """Shows a room something with a question to guess at, and tells that its host is there.

        Raises:
            StoreError: if the room is closed, or is not the host's.
        """
        if len(selection) > MOST_TEXT:
            raise StoreError(f"selection: {len(selection)} letters are not allowed; at most {MOST_TEXT} are.")
        shown = {"run_id": run_id, "step": step, "selection": selection, "question": asked}
        self._change(code, host, {**shown, "seen_at": self._clock()})

    def close(self, code: str, host: str) -> None:
        """Closes a room; raises StoreError if it is closed, or is not the host's."""
        self._change(code, host, {"closed_at": self._clock()})

    def attend(self, code: str, visitor: str, *, away: bool = False, offers: str | None = None) -> None:
        """A guest comes, or gives a sign of life.

        Args:
            code: of the room.
            visitor: the guest.
            away: whether the guest tries something of their own and does not follow.
            offers: a run of theirs that the guest lets the room's host show and steer.

        Raises:
            StoreError: if the room is closed or full.
        """
        with transaction(self.engine) as connection:
            room = read_room(connection, code, self._clock()) or _closed(code)
            here = select(func.count()).where(
                guests.c.code == code, guests.c.seen_at > self._clock() - PRESENT
            )
            others = connection.scalar(here.where(guests.c.visitor != visitor)) or 0
        if others >= MOST_GUESTS:
            raise StoreError(
                _("Room {code} is full: {most} guests are there.").format(code=code, most=MOST_GUESTS)
            )
        told = {"seen_at": self._clock(), "away": away, "offers": offers}
        put(self.engine, guests, {"code": room.code, "visitor": visitor}, told)

    def leave(self, code: str, visitor: str) -> None:
        """A guest goes for good, and what they offered is theirs alone again."""
        gone = delete(guests).where(guests.c.code == code, guests.c.visitor == visitor)
        with transaction(self.engine) as connection:
            connection.execute(gone)

    def guess(self, code: str, visitor: str, experiment: Experiment, choice: str) -> None:
        """What a visitor expects of the experiment that the room asks about; to be changed while it does.

        Raises:
            SettingError: if the choice is none of `choices(experiment)`.
            StoreError: if it is too late for it; the same guess again is none.
        """
        allowed, asked = choices(experiment), question(experiment)
        if choice not in allowed:
            raise refusal("choice", choice, _("one of {choices}").format(choices=", ".join(allowed)))
        with transaction(self.engine) as connection:
            room = read_room(connection, code, self._clock()) or _closed(code)
        if room.question == asked and room.guesses.get(visitor) == choice:
            return
        if room.question != asked or not room.takes_guesses:
            raise StoreError(_("Room {code} takes no more guesses about this.").format(code=code))
        put(self.engine, guesses, {"code": code, "question": asked, "visitor": visitor}, {"choice": choice})
        self._seen.pop(code, None)

    def _change(self, code: str, host: str, values: Mapping[str, Any]) -> None:
        mine = update(rooms).where(rooms.c.code == code, rooms.c.host == host, OPEN)
        with transaction(self.engine) as connection:
            changed = connection.execute(mine.values(**values)).rowcount
        self._seen.pop(code, None)
        if not changed:
            raise StoreError(_("Room {code} is closed, or not yours to change.").format(code=code))


def _closed(code: str) -> Room:
    raise StoreError(_("Room {code} is closed.").format(code=code))


def _forget(connection: Connection, which: ColumnElement[bool]) -> None:
    old = select(rooms.c.code).where(which)
    for table in (guesses, guests, rooms):
        connection.execute(delete(table).where(table.c.code.in_(old)))
