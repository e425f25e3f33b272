"""Who looks at a run: noted now and then, so that what nobody watches can give way."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from sqlalchemy import Engine

from bnviz.runs import transitions
from bnviz.runs.database import transaction
from bnviz.runs.run import Run

NOTED_EVERY = 2.0  # seconds between two notes of one process, however many look
RECALLED_EVERY = 3_600.0  # seconds, likewise, of a run that has ended: only its age is counted from that
REMEMBERED = 1_000  # runs


class Audience:
    """Those who look at the runs of a store; all methods may be called from any thread."""

    def __init__(self, engine: Engine, clock: Callable[[], float]):
        """Note in a database what is seen, with a clock of seconds since 1970, UTC."""
        self.engine, self._clock = engine, clock
        self._noted: dict[str, float] = {}

    def watch(self, run: Run) -> None:
        """Somebody looks at a run: one that gave way is queued again."""
        now = self._clock()
        every = NOTED_EVERY if run.finished_at is None else RECALLED_EVERY
        if 0 <= now - self._noted.get(run.id, -inf) < every:
            return
        self._noted[run.id] = now
        for forgotten in list(self._noted)[:-REMEMBERED]:
            self._noted.pop(forgotten, None)
        with transaction(self.engine) as connection:
            connection.execute(transitions.watch(run.id, now))

    def give_way(self, seconds: float, *, stop: bool = False) -> None:
        """Sets aside, or stops, visitors' runs that were watched once, but not for so many seconds now.

        What an open room shows stays, and so does what the host itself asked for.
        """
        now = self._clock()
        with transaction(self.engine) as connection:
            connection.execute(transitions.give_way(now - seconds, now, stop=stop))
