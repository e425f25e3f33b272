"""How long a worker keeps a run while others wait for one."""

from __future__ import annotations

import time

from bnviz.runs.run import Run
from bnviz.runs.store import Store

PATIENCE = 60.0  # seconds that a paused run is held ready for the next order
COURTESY = 1.0  # seconds, if another run is queued: an idle worker would have taken that one by then
ASK_EVERY = 1.0  # seconds between two looks whether a turn is over


class Courtesy:
    """What a run in a worker's hands owes to those that wait."""

    def __init__(self, store: Store, run: Run, turn: float):
        """Begin a turn of so many seconds, after which others have theirs."""
        self.store, self.run = store, run
        now = time.perf_counter()
        self.alone_at = now  # when nobody else waited for a worker
        self.ask_at = now + turn

    def ends_turn(self) -> bool:
        """Whether the run has had its turn, and another waits for one."""
        now = time.perf_counter()
        if now < self.ask_at:
            return False
        self.ask_at = now + ASK_EVERY
        return self.store.gives_turn(self.run)

    def ends_pause(self, paused_at: float) -> bool:
        """Whether a run that pauses since then has done so for long, or while others wait for a worker."""
        now = time.perf_counter()
        if not self.store.is_waited_for():
            self.alone_at = now
        return now - max(self.alone_at, paused_at) > COURTESY or now - paused_at > PATIENCE
