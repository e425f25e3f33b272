"""The store: runs and what they recorded, in one database that web processes and workers share.

Any number of processes use it at once, and nothing about a run is kept anywhere else.

A run that is lost is trained again from its start. As training is deterministic its rows are the same, and
the store takes only the steps that are new: readers' cursors stay valid, and no step is recorded twice.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Update, insert, select
from sqlalchemy.exc import IntegrityError

from bnviz.experiment import Experiment
from bnviz.runs import reserve, transitions
from bnviz.runs.database import DiskFullError, StoreError, default_url, open_database, transaction
from bnviz.runs.recording import recorded, unrecorded
from bnviz.runs.run import Run, StaleAttempt, run_key
from bnviz.runs.schema import SHARED, Ending, chunks, runs
from bnviz.runs.tables import TableName

LOST_AFTER = 15.0
"""Seconds without a heartbeat after which a run's worker is taken for dead."""
MOST_RACES = 100


class Store:
    """All runs, in the database of a URL. Every method raises StoreError if the database fails.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`; by default what `default_url` says.
        clock: the time in seconds since 1970, UTC.

    Raises:
        StoreError: if the URL is malformed, or the database cannot be opened or written.
    """

    def __init__(self, url: str | None = None, clock: Callable[[], float] = time.time) -> None:
        self.url = default_url() if url is None else url
        self.engine = open_database(self.url)
        self._clock = clock

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()

    def submit(
        self, experiment: Experiment, data_name: str, data_fingerprint: str, engine_version: str, device: str
    ) -> Run:
        """The run of an experiment: the one that waits, trains or is done, or else a new, queued one."""
        key = run_key(experiment, data_fingerprint, engine_version, device)
        columns = {
            "key": key,
            "experiment": experiment.canonical(),
            "steps": experiment.steps,
            "data_name": data_name,
            "data_fingerprint": data_fingerprint,
            "engine_version": engine_version,
            "device": device,
        }
        for _ in range(MOST_RACES):
            with suppress(IntegrityError):  # another process was faster by a moment: look again
                return self._where((runs.c.key == key) & runs.c.state.in_(SHARED)) or self._insert(columns)
        raise StoreError(f"Run {key[:10]} could not be queued in {MOST_RACES} attempts: try again.")

    def get(self, run_id: str) -> Run | None:
        """The run of an id, or None if there is none."""
        return self._where(runs.c.id == run_id)

    def claim(self, worker: str | None = None, run_id: str | None = None) -> Run | None:
        """Takes the oldest queued run, or the named one if it is queued; None if there is nothing to take.

        Args:
            worker: a name for the process that claims, unique to it (see `mark_lost`).
            run_id: the only run to take.
        """
        taken = transitions.claim(worker, run_id, self._clock()).returning(runs)
        with transaction(self.engine) as connection:
            row = connection.execute(taken).one_or_none()
        return None if row is None else Run.of(row)

    def append(self, run: Run, frames: Mapping[TableName, pd.DataFrame], step: int, seconds: float) -> bool:
        """Records rows, progress and a heartbeat, all or nothing; rows of steps recorded before are left out.

        Args:
            run: as it was claimed.
            frames: new rows of any tables, by ascending step; all rows that a table has of a step together.
            step: the last step trained.
            seconds: the training time up to `step`.

        Returns:
            Whether the worker should stop.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
            ValueError: if a frame is not of its table's columns and types.
        """
        # Encoded before the transaction that writes, so that other writers wait less. What is found here
        # still holds then: only the last attempt adds steps, and the update refuses every other.
        with transaction(self.engine) as connection:
            new = [
                chunk for name, frame in frames.items() for chunk in unrecorded(connection, run, name, frame)
            ]
        with transaction(self.engine) as connection:
            stop_requested = _apply(connection, run, transitions.progress(run, step, seconds, self._clock()))
            if new:
                connection.execute(insert(chunks), new)
        return stop_requested

    def heartbeat(self, run: Run, step: int, seconds: float) -> bool:
        """An append without rows."""
        return self.append(run, {}, step, seconds)

    def finish(
        self,
        run: Run,
        state: Ending,
        result: dict[str, Any] | None = None,
        error: str | None = None,
        *,
        seconds: float,
    ) -> None:
        """Ends a run: done, stopped, or failed with an error in one sentence.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        end = transitions.finish(run, state, result, error, seconds, self._clock())
        try:
            self._change(run, end)
        except DiskFullError:
            if self.engine.url.database is not None:
                reserve.give_up(Path(self.engine.url.database))
            self._change(run, end)

    def release(self, run: Run) -> None:
        """Gives a run back at an orderly shutdown: it is queued again, which does not count as a loss.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        self._change(run, transitions.release(run, self._clock()))

    def request_stop(self, run_id: str) -> None:
        """Stops a queued run at once, and asks the worker of a held one to stop; others are left alone."""
        with transaction(self.engine) as connection:
            connection.execute(transitions.request_stop(run_id, self._clock()))

    def mark_lost(self, worker: str) -> None:
        """Takes for lost what a dead worker still holds: queued again the first time, lost the second."""
        self._lose(runs.c.worker == worker)

    def sweep(self, older_than: float = LOST_AFTER) -> None:
        """Takes for lost, likewise, what had no heartbeat in the last `older_than` seconds."""
        self._lose(runs.c.heartbeat_at < self._clock() - older_than)

    def read(self, run_id: str, table: TableName, after: int = 0) -> tuple[pd.DataFrame, int]:
        """A table's rows recorded since the cursor `after`, in order, and the cursor to read on from."""
        with transaction(self.engine) as connection:
            return recorded(connection, run_id, table, after)

    def _change(self, run: Run, change: Update) -> None:
        with transaction(self.engine) as connection:
            _apply(connection, run, change)

    def _where(self, condition: ColumnElement[bool]) -> Run | None:
        with transaction(self.engine) as connection:
            row = connection.execute(select(runs).where(condition)).one_or_none()
        return None if row is None else Run.of(row)

    def _insert(self, columns: Mapping[str, Any]) -> Run:
        short = columns["key"][:10]
        with transaction(self.engine) as connection:
            taken = set(connection.scalars(select(runs.c.id).where(runs.c.id.startswith(short))))
            names = itertools.chain([short], (f"{short}-{number}" for number in itertools.count(2)))
            free = next(name for name in names if name not in taken)
            new = insert(runs).values(id=free, created_at=self._clock(), **columns).returning(runs)
            return Run.of(connection.execute(new).one())

    def _lose(self, which: ColumnElement[bool]) -> None:
        with transaction(self.engine) as connection:
            connection.execute(transitions.lose(which, self._clock()))


def _apply(connection: Connection, run: Run, change: Update) -> bool:
    """Changes a held run and tells whether it was asked to stop; raises StaleAttempt if it is not held."""
    stop_requested = connection.execute(change.returning(runs.c.stop_requested)).scalar_one_or_none()
    if stop_requested is None:
        raise StaleAttempt(f"Run {run.id} is no longer held by attempt {run.attempt}.")
    return bool(stop_requested)
