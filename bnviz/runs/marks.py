"""What a visitor notes of runs: a name, a note, a pin. They are theirs alone; nobody else is shown them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, func, select, update

from bnviz.fields import refusal
from bnviz.language import _
from bnviz.runs.archive import DAY
from bnviz.runs.database import StoreError, put, transaction
from bnviz.runs.schema import marks, runs

LONGEST_NAME, LONGEST_NOTE = 60, 2_000
"""In characters."""
MOST = 300
"""Runs that one visitor may have noted something of."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, marks that turn the direction of the text, and halves of characters."""

SAYS_NOTHING: ColumnElement[bool] = (marks.c.name == "") & (marks.c.note == "") & marks.c.pinned_at.is_(None)


@dataclass(frozen=True)
class Mark:
    """What a visitor noted of a run.

    Attributes:
        name: what they call it, or "".
        note: what they wrote down, or "".
        pinned_at: since when they have it pinned, in seconds since 1970, UTC; None otherwise.
    """

    name: str = ""
    note: str = ""
    pinned_at: float | None = None


class Marks:
    """The marks of a store's visitors. Every method raises StoreError if the database fails.

    Args:
        engine: the store's database.
        clock: the time in seconds since 1970, UTC.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float]):
        self.engine, self._clock = engine, clock

    def name(self, visitor: str, run_id: str, name: str) -> None:
        """Gives a run a name of one line; "" takes it away.

        Raises:
            SettingError: if it is too long.
            StoreError: if the run is gone, or the visitor has marked too many.
        """
        self._put(visitor, run_id, {"name": _fitting("name", _line(name), LONGEST_NAME)})

    def note(self, visitor: str, run_id: str, note: str) -> None:
        """Notes something of a run, in lines; "" takes it away. Raises as `name` does."""
        lines = "\n".join(map(_line, note.splitlines())).strip()
        self._put(visitor, run_id, {"note": _fitting("note", lines, LONGEST_NOTE)})

    def pin(self, visitor: str, run_id: str) -> None:
        """Puts a run on top of the visitor's list; raises StoreError as `name` does."""
        self._put(visitor, run_id, {"pinned_at": self._clock()})

    def unpin(self, visitor: str, run_id: str) -> None:
        """Takes it from there again; raises StoreError as `name` does."""
        self._put(visitor, run_id, {"pinned_at": None})

    def renew(self, visitor: str) -> None:
        """Notes, to within a day, that the visitor was here."""
        now = self._clock()
        old = (marks.c.visitor == visitor) & (marks.c.seen_at < now - DAY)
        with transaction(self.engine) as connection:
            connection.execute(update(marks).where(old).values(seen_at=now))

    def clear(self, keep_days: float) -> None:
        """Deletes the marks of all who have not been here for so many days."""
        back = select(marks.c.visitor).where(marks.c.seen_at >= self._clock() - keep_days * DAY)
        with transaction(self.engine) as connection:
            connection.execute(delete(marks).where(marks.c.visitor.not_in(back)))

    def _put(self, visitor: str, run_id: str, values: dict[str, Any]) -> None:
        others = select(func.count()).where(marks.c.visitor == visitor, marks.c.run_id != run_id)
        with transaction(self.engine) as connection:
            if connection.scalar(select(runs.c.id).where(runs.c.id == run_id)) is None:
                raise StoreError(_("Run {run} is no longer in the store.").format(run=run_id))
            if (connection.scalar(others) or 0) >= MOST:
                told = _("You have marked {most} runs, the most there may be: unmark one first.")
                raise StoreError(told.format(most=MOST))
        here = {"seen_at": self._clock()}
        put(self.engine, marks, {"visitor": visitor, "run_id": run_id}, values | here)
        with transaction(self.engine) as connection:
            connection.execute(delete(marks).where(marks.c.visitor == visitor, SAYS_NOTHING))


def _line(text: str) -> str:
    """A line as it is kept: plain spaces, and nothing that cannot be seen but changes what can."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _fitting(field: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise refusal(field, text, _("at most {most:,} characters").format(most=longest))
    return text
