"""How far each visitor is in the lessons: which of their sections they have seen, and what they did there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Engine, delete, select

from bnviz.runs.archive import DAY
from bnviz.runs.database import put, transaction
from bnviz.runs.schema import visits

NOTED_EVERY = DAY
"""Seconds after which another look at the same place is noted."""


class Visit(NamedTuple):
    """What a visitor did at a place.

    Attributes:
        seen_at: when they were last there, to within a day; seconds since 1970, UTC.
        predicted: whether they made its prediction.
        checked: whether they answered all questions that it has to check oneself with.
    """

    seen_at: float
    predicted: bool = False
    checked: bool = False


class Visits:
    """All visitors' visits. What asks the database raises StoreError if that fails."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        """Keep them in a database, with a clock of seconds since 1970, UTC."""
        self.engine, self._clock = engine, clock

    def of(self, visitor: str) -> dict[str, Visit]:
        """A visitor's visits, by place."""
        own = select(visits.c.place, visits.c.seen_at, visits.c.predicted, visits.c.checked)
        with transaction(self.engine) as connection:
            rows = connection.execute(own.where(visits.c.visitor == visitor)).all()
        return {place: Visit(*done) for place, *done in rows}

    def after(self, before: Visit | None, *, predicted: bool, checked: bool) -> Visit:
        """What holds once somebody is there: the same as before, unless it is worth a note.

        What was done once stays done.
        """
        now = self._clock()
        if before is None:
            return Visit(now, predicted, checked)
        seen_at = now if now - before.seen_at > NOTED_EVERY else before.seen_at
        return Visit(seen_at, before.predicted or predicted, before.checked or checked)

    def note(self, visitor: str, place: str, visit: Visit) -> None:
        """Notes a visit; what another of the visitor's pages noted meanwhile stays done."""
        done = {name: True for name in ("predicted", "checked") if getattr(visit, name)}
        put(self.engine, visits, {"visitor": visitor, "place": place}, {"seen_at": visit.seen_at, **done})

    def forget(self, visitor: str) -> None:
        """Deletes all of a visitor's visits."""
        with transaction(self.engine) as connection:
            connection.execute(delete(visits).where(visits.c.visitor == visitor))

    def clear(self, keep_days: float) -> None:
        """Deletes the visits of all who have not been anywhere for so many days."""
        due = self._clock() - keep_days * DAY
        back = select(visits.c.visitor).where(visits.c.seen_at >= due)
        with transaction(self.engine) as connection:
            connection.execute(delete(visits).where(visits.c.visitor.not_in(back)))
