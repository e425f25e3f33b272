"""What a visitor notes of runs: a name, a note, a pin. They are theirs alone; nobody else is shown them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, func, select

from bnviz.fields import refusal
from bnviz.language import _
from bnviz.runs.database import StoreError, put, transaction
from bnviz.runs.schema import marks, runs

LONGEST_NAME, LONGEST_NOTE = 60, 2_000
"""In characters."""
MOST = 300
"""Runs that one visitor may have noted something of."""

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

    def of(self, visitor: str) -> dict[str, Mark]:
        """All that a visitor noted, by the ids of the runs."""
        theirs = select(marks).where(marks.c.visitor == visitor)
        with transaction(self.engine) as connection:
            rows = connection.execute(theirs).all()
        return {row.run_id: Mark(row.name, row.note, row.pinned_at) for row in rows}

    def write(self, visitor: str, run_id: str, name: str, note: str) -> None:
        """Names a run and notes something of it; "" takes either away.

        Raises:
            SettingError: if one is too long or has characters that cannot be seen.
            StoreError: if the run is gone, or the visitor has marked too many.
        """
        name, note = name.strip(), note.strip()
        _check("name", name, name, LONGEST_NAME)
        _check("note", note, "".join(note.split("\n")), LONGEST_NOTE)
        self._put(visitor, run_id, {"name": name, "note": note})

    def pin(self, visitor: str, run_id: str) -> None:
        """Puts a run on top of the visitor's list; raises StoreError as `write` does."""
        self._put(visitor, run_id, {"pinned_at": self._clock()})

    def unpin(self, visitor: str, run_id: str) -> None:
        """Takes it from there again; raises StoreError as `write` does."""
        self._put(visitor, run_id, {"pinned_at": None})

    def _put(self, visitor: str, run_id: str, values: dict[str, Any]) -> None:
        others = select(func.count()).where(marks.c.visitor == visitor, marks.c.run_id != run_id)
        with transaction(self.engine) as connection:
            if connection.scalar(select(runs.c.id).where(runs.c.id == run_id)) is None:
                raise StoreError(_("Run {run} is no longer in the store.").format(run=run_id))
            if (connection.scalar(others) or 0) >= MOST:
                told = _("You have marked {most} runs, the most there may be: unmark one first.")
                raise StoreError(told.format(most=MOST))
        put(self.engine, marks, {"visitor": visitor, "run_id": run_id}, values)
        with transaction(self.engine) as connection:
            connection.execute(delete(marks).where(marks.c.visitor == visitor, SAYS_NOTHING))


def _check(field: str, text: str, on_one_line: str, longest: int) -> None:
    if len(text) > longest or not on_one_line.isprintable():
        raise refusal(field, text, f"at most {longest:,} characters, all of which can be seen")
