"""What a worker does with the run it holds: claim it, record it, hear what visitors want, end it, let it go.

A run that is lost, released or rested goes on from its last resumption, or from its start if there is none.
As training is deterministic, the rows of steps made again are the same, and the store takes only those of
steps that are new: readers' cursors stay valid, and no step is recorded twice.
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
from bnviz.runs.needs import Fits
from bnviz.runs.outages import outlasting
from bnviz.runs.recording import unrecorded
from bnviz.runs.resumption import Resumption, forget_ended, keep, kept
from bnviz.runs.run import Orders, Run, StaleAttempt
from bnviz.runs.schema import Ending, chunks, runs
from bnviz.runs.tables import TableName
from bnviz.runs.waiting import Queue, read_queue

ORDERS: tuple[Column[Any], ...] = (
    runs.c.stop_requested,
    runs.c.pause_at,
    runs.c.pace,
    runs.c.next_rate,
    runs.c.gave_way_at,
)
"""The columns that make `Orders`."""
LOOK = select(*ORDERS).where(
    runs.c.id == bindparam("run_id"), runs.c.attempt == bindparam("attempt"), transitions.IS_HELD
)
"""Built once, as it is asked for many times a second: building it would be half of what it costs."""


class Holding:
    """The part of the store that workers have in their hands."""

    engine: Engine
    running_per_visitor: int
    _clock: Callable[[], float]

    def claim(
        self, worker: str | None = None, run_id: str | None = None, fits: Fits = lambda needs: True
    ) -> Run | None:
        """Takes the queued run whose turn it is, or the named one if it is queued; None if there is none.

        Args:
            worker: a name for the process that claims, unique to it (see `mark_lost`).
            run_id: the only run to take.
            fits: whether the worker has what a run needs.
        """
        while (chosen := run_id or self._next(fits)) is not None:
            with transaction(self.engine) as connection:
                taken = transitions.claim(chosen, worker, self._clock()).returning(runs)
                row = connection.execute(taken).one_or_none()
                forget_ended(connection)  # of runs that ended while nobody held them
            if row is not None:
                return Run.of(row)
            if run_id is not None:
                return None
        return None

    def _next(self, fits: Fits) -> str | None:
        """The run whose turn it is of those that fit, unless another worker is faster."""
        queue = self.queue()
        waiting = [ticket for ticket in queue.waiting if ticket.needs is None or fits(ticket.needs)]
        return queue.turns.next(waiting).run_id if waiting else None

    def gives_turn(self, run: Run) -> bool:
        """Whether another run would have its turn before this one, if this one went back to the line."""
        queue = self.queue()
        own = [ticket for ticket in queue.training if ticket.run_id == run.id]
        for ticket in own:
            queue.turns.end(ticket, self._clock())
        alike = [ticket for ticket in queue.waiting if ticket.needs in {each.needs for each in own}]
        return bool(alike) and queue.turns.next([*own, *alike]) not in own

    def queue(self) -> Queue:
        """Who waits and who trains now, and the rule of who is next."""
        with transaction(self.engine) as connection:
            return read_queue(connection, self.running_per_visitor, self._clock())

    @outlasting
    def append(
        self,
        run: Run,
        frames: Mapping[TableName, pd.DataFrame],
        step: int,
        seconds: float,
        *,
        paused: bool = False,
        resumption: bytes | None = None,
    ) -> Orders:
        """Records rows, progress and a heartbeat, all or nothing; rows of steps recorded before are left out.

        Args:
            run: as it was claimed.
            frames: new rows of any tables, by ascending step; all rows that a table has of a step together.
            step: the last step trained.
            seconds: the training time up to `step`.
            paused: whether it goes no further for now.
            resumption: what is needed to go on from `step`, in place of what was kept before.

        Returns:
            What visitors want of the worker.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
            ValueError: if a frame is not of its table's columns and types.
        """
        # Encoded before the transaction that writes, so that other writers wait less. What is found here
        # still holds then: only the last attempt adds steps, and the update refuses every other.
        with transaction(self.engine) as connection:
            new = unrecorded(connection, run, frames)
        with transaction(self.engine) as connection:
            progress = transitions.progress(run, step, seconds, self._clock(), paused=paused)
            orders = _apply(connection, run, progress)
            if new:
                connection.execute(insert(chunks), new)
            if resumption is not None:
                keep(connection, run, step, resumption)
        return orders

    @outlasting
    def resumption(self, run: Run) -> Resumption | None:
        """What is needed to go on with a claimed run; None if it is to be trained from its start."""
        with transaction(self.engine) as connection:
            return kept(connection, run)

    def heartbeat(self, run: Run, step: int, seconds: float) -> Orders:
        """An append without rows."""
        return self.append(run, {}, step, seconds)

    @outlasting
    def orders(self, run: Run) -> Orders:
        """What visitors want of the worker, without a sign of life: one quick look.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        with transaction(self.engine) as connection:
            found = connection.execute(LOOK, {"run_id": run.id, "attempt": run.attempt})
            return _orders(run, found.one_or_none())

    @outlasting
    def is_waited_for(self) -> bool:
        """Whether a run is queued, so that a worker would be of use."""
        queued = select(runs.c.id).where(runs.c.state == "queued").limit(1)
        with transaction(self.engine) as connection:
            return connection.execute(queued).one_or_none() is not None

    @outlasting
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
            if self.engine.dialect.name == "sqlite" and self.engine.url.database is not None:
                reserve.give_up(Path(self.engine.url.database))
            self._change(run, end)

    @outlasting
    def change_rate(self, run: Run, experiment: Experiment, learning_rate: float) -> None:
        """Makes a run one of `experiment`, in which a visitor's `learning_rate` is taken up.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        self._change(run, transitions.change(run, experiment, learning_rate))

    @outlasting
    def release(self, run: Run) -> None:
        """Lets go of a run: it rests if it is paused, and else is queued again, which is no loss.

        Raises:
            StaleAttempt: if the run is no longer this worker's.
        """
        self._change(run, transitions.release(run, self._clock()))

    def _change(self, run: Run, change: Update) -> None:
        with transaction(self.engine) as connection:
            _apply(connection, run, change)
            forget_ended(connection)


def _apply(connection: Connection, run: Run, change: Update) -> Orders:
    return _orders(run, connection.execute(change.returning(*ORDERS)).one_or_none())


def _orders(run: Run, row: Row[Any] | None) -> Orders:
    """The orders of a row that only the holder of the run finds; without it StaleAttempt is raised."""
    if row is None:
        raise StaleAttempt(f"Run {run.id} is no longer held by attempt {run.attempt}.")
    return Orders._make(row)
