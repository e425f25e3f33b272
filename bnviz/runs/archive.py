"""Runs that have ended: kept for good, or cleared when they are old or the store is full.

A run is as old as the last look at it. It goes as a whole, in a transaction of its own, so that nobody ever
finds half of one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Connection, Engine, case, delete, func, select, text, update

from bnviz.experiment import Experiment
from bnviz.language import N_, _
from bnviz.runs.database import StoreError, transaction
from bnviz.runs.room import shown_in_a_room
from bnviz.runs.schema import ACTIVE, chunks, marks, resumptions, runs, summaries
from bnviz.runs.steering import NotAllowedError

DAY, MEGABYTE = 86_400.0, 1e6
ROOM_MADE = 0.9  # of the size that the store may have: so it is not cleared again for every run
AT_ONCE = 200  # runs cleared at most, before the others get their turn at the store

_USED = {
    # Pages that a cleared run left are free for the next one, whatever the size of the file.
    "sqlite": "SELECT (page_count - freelist_count) * page_size "
    "FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    "postgresql": "SELECT coalesce(sum(pg_column_size(body)), 0) FROM chunks",
}

PARTS = (chunks, resumptions, summaries, marks)
"""What goes with a run."""

A_VISITORS_PIN = (marks.c.run_id == runs.c.id) & marks.c.pinned_at.is_not(None)

STAYS = N_("Run {run} stays for now: it has not ended, a room shows it, or this host keeps it for all.")
NOT_THEIRS = N_("Run {run} is not yours to delete: only the person who started it can.")

LAST_USE = case((runs.c.watched_at > runs.c.finished_at, runs.c.watched_at), else_=runs.c.finished_at)


class Archive:
    """The runs of a store that have ended."""

    def __init__(self, engine: Engine, clock: Callable[[], float]):
        """Keep order in a database, with a clock of seconds since 1970, UTC."""
        self.engine, self._clock = engine, clock

    def pin(self, run_id: str) -> None:
        """Keeps a run for good; raises StoreError if there is no such run."""
        self._pin(run_id, self._clock())

    def unpin(self, run_id: str) -> None:
        """Lets a run be cleared again; raises StoreError if there is no such run."""
        self._pin(run_id, None)

    def megabytes(self) -> float:
        """How much of the store is in use."""
        with transaction(self.engine) as connection:
            return float(connection.execute(text(_USED[self.engine.dialect.name])).scalar_one()) / MEGABYTE

    def clear(self, keep_days: float, megabytes: float, kept: Collection[Experiment] = ()) -> int:
        """Deletes runs that ended: those that nobody has looked at for long, and for longest in a full store.

        What the host pinned, an open room shows, or is of a `kept` experiment stays. Of a full store what a
        visitor has pinned goes last.

        Args:
            keep_days: the age at which a run goes.
            megabytes: the size of the store beyond which the oldest go.
            kept: experiments whose runs stay.

        Returns:
            How many runs went.
        """
        now = self._clock()
        free = self._free(now, kept)
        old = self._oldest(free & (now - keep_days * DAY > LAST_USE))
        gone = sum(self._delete(run_id, free) > 0 for run_id in old)
        too_much = (self.megabytes() - megabytes) * MEGABYTE
        if too_much > 0:
            too_much += (1 - ROOM_MADE) * megabytes * MEGABYTE
            for run_id in self._oldest(free):
                freed = self._delete(run_id, free)
                gone += freed > 0
                too_much -= freed
                if too_much <= 0:
                    break
        return gone

    def delete(self, run_id: str, by: str, kept: Collection[Experiment] = ()) -> None:
        """Deletes a run as the visitor wishes who started it; what `clear` would never take stays.

        Raises:
            NotAllowedError: if it is not theirs, has not ended, or stays.
            StoreError: if it is gone already.
        """
        if self._delete(run_id, self._free(self._clock(), kept) & (runs.c.owner == by)):
            return
        with transaction(self.engine) as connection:
            found = connection.execute(select(runs.c.owner).where(runs.c.id == run_id)).one_or_none()
        if found is None:
            raise StoreError(_("Run {run} is no longer in the store.").format(run=run_id))
        told = _(STAYS) if found.owner == by else _(NOT_THEIRS)
        raise NotAllowedError(told.format(run=run_id))

    def _free(self, now: float, kept: Collection[Experiment]) -> ColumnElement[bool]:
        """Which runs may be cleared at all."""
        plans = [experiment.canonical() for experiment in kept]
        return (
            runs.c.state.not_in(ACTIVE)
            & runs.c.pinned_at.is_(None)
            & runs.c.experiment.not_in(plans)
            & ~shown_in_a_room(now)
        )

    def _oldest(self, which: ColumnElement[bool]) -> list[str]:
        pinned = select(marks.c.run_id).where(A_VISITORS_PIN).exists()
        first = select(runs.c.id).where(which).order_by(pinned, LAST_USE, runs.c.id).limit(AT_ONCE)
        with transaction(self.engine) as connection:
            return list(connection.scalars(first))

    def _delete(self, run_id: str, which: ColumnElement[bool]) -> int:
        """Deletes a run if it still is one of these; gives the bytes that it took, 0 if it stays."""
        still = select(runs.c.id).where(runs.c.id == run_id, which)
        with transaction(self.engine) as connection:
            # On PostgreSQL this locks the row; on SQLite the first deletion locks the store.
            if connection.scalar(still.with_for_update()) is None:
                return 0
            size = _size(connection, run_id)
            for table in PARTS:
                connection.execute(delete(table).where(table.c.run_id.in_(still)))
            return size if connection.execute(delete(runs).where(runs.c.id.in_(still))).rowcount else 0

    def _pin(self, run_id: str, at: float | None) -> None:
        with transaction(self.engine) as connection:
            if not connection.execute(update(runs).where(runs.c.id == run_id).values(pinned_at=at)).rowcount:
                raise StoreError(_("Run {run} is not in the store.").format(run=run_id))


def _size(connection: Connection, run_id: str) -> int:
    """The bytes that a run's rows take; at least 1."""
    bodies = select(func.sum(func.length(chunks.c.body))).where(chunks.c.run_id == run_id)
    return int(connection.execute(bodies).scalar_one() or 0) + 1
