"""The store: runs and what they recorded, in one database that web processes and workers share.

Any number of processes use it at once, and nothing about a run is kept anywhere else.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, insert, select
from sqlalchemy.exc import IntegrityError

from bnviz.experiment import Experiment
from bnviz.host.log import tell
from bnviz.language import _
from bnviz.runs import transitions
from bnviz.runs.adoption import Facts, check, chunks_of
from bnviz.runs.archive import Archive
from bnviz.runs.audience import Audience
from bnviz.runs.catalogue import Catalogue
from bnviz.runs.clock import common_clock
from bnviz.runs.database import OutageError, StoreError, default_url, open_database, settings, transaction
from bnviz.runs.holding import Holding
from bnviz.runs.marks import Marks
from bnviz.runs.pulses import Pulse, Pulses
from bnviz.runs.recording import recorded, recorded_at
from bnviz.runs.rooms import Rooms
from bnviz.runs.roster import Roster
from bnviz.runs.run import IMPORTED, Run, run_key
from bnviz.runs.schema import SHARED, chunks, runs
from bnviz.runs.steering import Steering
from bnviz.runs.tables import TableName
from bnviz.runs.visits import Visits

LOST_AFTER = 12.0
"""Seconds without a heartbeat after which a run's worker is taken for dead."""
MOST_RACES = 100


class Store(Holding, Roster):
    """All runs, in the database of a URL. Every method raises StoreError if the database fails.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`; by default what `default_url` says.
        clock: the time in seconds since 1970, UTC; by default that of the database's machine.

    Raises:
        StoreError: if the URL is malformed, or the database cannot be opened or written.
    """

    def __init__(self, url: str | None = None, clock: Callable[[], float] | None = None) -> None:
        self.url = default_url() if url is None else url
        self.engine = open_database(self.url)
        self.running_per_visitor = settings().running_per_visitor
        self._clock = clock or common_clock(self.engine)
        self._pulses = Pulses(clock or time.monotonic)
        self.rooms = Rooms(self.engine, self._clock)
        self.visits = Visits(self.engine, self._clock)
        self.audience = Audience(self.engine, self._clock)
        self.archive = Archive(self.engine, self._clock)
        self.marks = Marks(self.engine, self._clock)
        self.catalogue = Catalogue(self.engine)

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()

    def steering(self, by: str | None) -> Steering:
        """A visitor's hands on the runs that are his to steer; the host's own, on all, where `by` is None."""
        return Steering(self.engine, self._clock, by)

    def submit(
        self,
        experiment: Experiment,
        data_name: str,
        data_fingerprint: str,
        engine_version: str,
        device: str,
        owner: str | None = None,
    ) -> Run:
        """The run of an experiment: the one that waits, trains or is done, or else a new, queued one.

        Args:
            experiment: what is to be trained.
            data_name: the data set.
            data_fingerprint: its contents.
            engine_version: of the training code.
            device: where to train.
            owner: the visitor who asks; None for the host itself. A run keeps its first owner.
        """
        key = run_key(experiment, data_fingerprint, engine_version, device)
        columns = {
            "key": key,
            "experiment": experiment.canonical(),
            "steps": experiment.steps,
            "data_name": data_name,
            "data_fingerprint": data_fingerprint,
            "engine_version": engine_version,
            "device": device,
            "owner": owner,
        }
        for _race in range(MOST_RACES):
            with suppress(IntegrityError):  # another process was faster by a moment: look again
                return self.find(key) or self._insert(columns)
        said = _("Run {run} could not be queued in {most} attempts: try again.")
        raise StoreError(said.format(run=key[:10], most=MOST_RACES))

    def adopt(self, facts: Facts, tables: Mapping[TableName, pd.DataFrame]) -> Run:
        """Takes in a run from a file, under its own id or, if that is taken, one like it.

        Raises:
            ValueError: if a table cannot be of such a run.
        """
        for name, frame in tables.items():
            check(name, frame, facts)
        bodies = list(chunks_of(tables))
        with transaction(self.engine) as connection:
            free = _free_name(connection, facts.id)
            row = facts.columns() | {"id": free, "key": f"{IMPORTED}{free}"}
            run = Run.of(connection.execute(insert(runs).values(row).returning(runs)).one())
            if bodies:
                connection.execute(insert(chunks), [body | {"run_id": free} for body in bodies])
        return run

    def find(self, key: str) -> Run | None:
        """The run of a key (see `run_key`) that waits, trains or is done, or None if there is none."""
        return self._where((runs.c.key == key) & runs.c.state.in_(SHARED))

    def get(self, run_id: str) -> Run | None:
        """The run of an id, or None if there is none."""
        return self._where(runs.c.id == run_id)

    def recent(self, limit: int = 20) -> list[Run]:
        """The runs submitted last, newest first, but for those that only an earlier version can read."""
        newest = select(runs).order_by(runs.c.created_at.desc(), runs.c.id.desc()).limit(limit)
        with transaction(self.engine) as connection:
            rows = connection.execute(newest).all()
        found = []
        for row in rows:
            with suppress(StoreError):
                found.append(Run.of(row))
        return found

    def mark_lost(self, worker: str) -> None:
        """Takes for lost what a dead worker still holds: queued again the first time, lost the second."""
        self._lose(runs.c.worker == worker)

    def sweep(self, older_than: float = LOST_AFTER) -> None:
        """Takes for lost, likewise, what this process has not heard of for `older_than` seconds."""
        held = select(runs.c.id, runs.c.attempt, runs.c.heartbeat_at).where(transitions.IS_HELD)
        try:
            with transaction(self.engine) as connection:
                pulses = [Pulse._make(row) for row in connection.execute(held)]
        except OutageError:
            self._pulses.forget()
            raise
        for silent in self._pulses.silent(pulses, self._clock(), older_than):
            self._lose(
                (runs.c.id == silent.run_id)
                & (runs.c.attempt == silent.attempt)
                & (runs.c.heartbeat_at == silent.heartbeat_at)
            )

    def read(self, run_id: str, table: TableName, after: int = 0) -> tuple[pd.DataFrame, int]:
        """A table's rows recorded since the cursor `after`, in order, and the cursor to read on from."""
        with transaction(self.engine) as connection:
            return recorded(connection, run_id, table, after)

    def read_at(self, run_id: str, table: TableName, step: int) -> pd.DataFrame:
        """A table's rows of the newest step recorded up to `step`; no rows if there is none."""
        with transaction(self.engine) as connection:
            return recorded_at(connection, run_id, table, step)

    def _where(self, condition: ColumnElement[bool]) -> Run | None:
        with transaction(self.engine) as connection:
            row = connection.execute(select(runs).where(condition)).one_or_none()
        return None if row is None else Run.of(row)

    def _insert(self, columns: Mapping[str, Any]) -> Run:
        short = columns["key"][:10]
        with transaction(self.engine) as connection:
            free = _free_name(connection, short)
            new = insert(runs).values(id=free, created_at=self._clock(), **columns).returning(runs)
            return Run.of(connection.execute(new).one())

    def _lose(self, which: ColumnElement[bool]) -> None:
        with transaction(self.engine) as connection:
            lost = connection.execute(transitions.lose(which, self._clock())).rowcount
        if lost:
            tell("runs lost their worker", runs=lost)


def _free_name(connection: Connection, short: str) -> str:
    """An id that no run has, as short as can be."""
    taken = set(connection.scalars(select(runs.c.id).where(runs.c.id.startswith(short))))
    names = itertools.chain([short], (f"{short}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken)
