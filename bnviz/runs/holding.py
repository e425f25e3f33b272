"""What a worker does with the run it holds: claim it, record it, hear what visitors want, end it, let it go.

A run that is lost is trained again from its start. As training is deterministic its rows are the same, and
the store takes only the steps that are new: readers' cursors stay valid, and no step is recorded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Engine, Row, Update, bindparam, insert, select

from bnviz.experiment import Experiment
from bnviz.runs import reserve, transitions
from bnviz.runs.database import DiskFullError, transaction
from bnviz.runs.recording import unrecorded
from bnviz.runs.run import Orders, Run, StaleAttempt
from bnviz.runs.schema import Ending, chunks, runs
from bnviz.runs.tables import TableName

ORDERS: tuple[Column[Any], ...] = (runs.c.stop_requested, runs.c.pause_at, runs.c.pace, runs.c.next_rate)
"""The columns that make `Orders`."""
LOOK = select(*ORDERS).where(
    runs.c.id == bindparam("run_id"), runs.c.attempt == bindparam("attempt"), transitions.IS_HELD
)
"""Built once, as it is asked for many times a second: building it would be half of what it costs."""


class Holding:
    """The part of the store that workers have in their hands."""

    engine: Engine
    _clock: Callable[[], float]

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

    def append(
        self,
        run: Run,
        frames: Mapping[TableName, pd.DataFrame],
        step: int,
        seconds: float,
        *,
        paused: bool = False,
    ) -> Orders:
        """Records rows, progress and a heartbeat, all or nothing; rows of steps recorded before are left out.

        Args:
            run: as it was claimed.
            frames: new rows of any tables, by ascending step; all rows that a table has of a step together.
            step: the last step trained.
            seconds: the training time up to `step`.
            paused: whether it goes no further for now.

        Returns:
            What visitors want of the worker.

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
            progress = transitions.progress(run, step, seconds, self._clock(), paused=paused)
            orders = _apply(connection, run, progress)
            if new:
                connection.execute(insert(chunks), new)
        return orders

    def heartbeat(self, run: Run, step: int, seconds: float) -> Orders:
        """An append without rows."""
        return self.append(run, {}, step, seconds)

    def orders(self, run: Run) -> Orders:
        """What visitors want of the worker, without a sign of life: one quick look.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        with transaction(self.engine) as connection:
            found = connection.execute(LOOK, {"run_id": run.id, "attempt": run.attempt})
            return _orders(run, found.one_or_none())

    def is_waited_for(self) -> bool:
        """Whether a run is queued, so that a worker would be of use."""
        queued = select(runs.c.id).where(runs.c.state == "queued").limit(1)
        with transaction(self.engine) as connection:
            return connection.execute(queued).one_or_none() is not None

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

    def change_rate(self, run: Run, experiment: Experiment, learning_rate: float) -> None:
        """Makes a run one of `experiment`, in which a visitor's `learning_rate` is taken up.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        self._change(run, transitions.change(run, experiment, learning_rate))

    def release(self, run: Run) -> None:
        """Lets go of a run: it rests if it is paused, and else is queued again, which is no loss.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        self._change(run, transitions.release(run, self._clock()))

    def _change(self, run: Run, change: Update) -> None:
        with transaction(self.engine) as connection:
            _apply(connection, run, change)


def _apply(connection: Connection, run: Run, change: Update) -> Orders:
    return _orders(run, connection.execute(change.returning(*ORDERS)).one_or_none())


def _orders(run: Run, row: Row[Any] | None) -> Orders:
    """The orders of a row that only the holder of the run finds; without it StaleAttempt is raised."""
    if row is None:
        raise StaleAttempt(f"Run {run.id} is no longer held by attempt {run.attempt}.")
    return Orders._make(row)
