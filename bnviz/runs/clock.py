"""The time that all machines of a store agree on: that of the machine with the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Engine, NullPool, create_engine

from bnviz.runs.database import OutageError, transaction

ASK_EVERY = 60.0  # seconds: in that time the clocks of two machines go apart by milliseconds


def common_clock(engine: Engine) -> Callable[[], float]:
    """The seconds since 1970, UTC, by the clock of PostgreSQL's machine; of this one for an SQLite file."""
    return DatabaseClock(engine) if engine.dialect.name == "postgresql" else time.time


class DatabaseClock:
    """PostgreSQL's time, asked for now and then and counted on in between.

    Whatever this machine's own clock says, or is set to meanwhile, is of no account.
    """

    def __init__(self, engine: Engine):
        """Ask for the time."""
        # With a connection of its own each time: who asks may be one of many who hold one of the engine's.
        self.engine = create_engine(engine.url, poolclass=NullPool)
        self._offset = self._ask()

    def __call__(self) -> float:
        """The time in seconds since 1970, UTC."""
        if time.monotonic() > self._due:
            with suppress(OutageError):
                self._offset = self._ask()
        return time.monotonic() + self._offset

    def _ask(self) -> float:
        """By how much the database's time is ahead of this process's own count of seconds."""
        self._due = time.monotonic() + ASK_EVERY
        with transaction(self.engine) as connection:
            now = connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one()
        return float(now) - time.monotonic()
