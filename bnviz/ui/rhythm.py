"""How often pages look at what trains: twice a second for a few, less often for many.

So a server that a class sits before answers each look at once, and leaves the cores to the training.
"""

from __future__ import annotations

import time
from collections.abc import Callable

INTERVALS = (0.5, 1.0, 2.0, 4.0)  # seconds between two looks of one visitor
LOOKS = 20.0  # a second, of all visitors, that a third of a core answers
SLACK = 1.25  # how many more visitors there must be room for before pages look more often again
GONE_AFTER = 10.0  # seconds without a look


class Rhythm:
    """One for all visitors of a server; may be asked from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        """Tell the time by a clock in seconds."""
        self._clock = clock
        self._looks: dict[str, float] = {}

    def look(self, visitor: str) -> None:
        """Note that a visitor's page looks now."""
        now = self._clock()
        self._looks[visitor] = now
        for gone in [each for each, at in list(self._looks.items()) if now - at > GONE_AFTER]:
            self._looks.pop(gone, None)

    def interval(self, kept: float = 0.0) -> float:
        """Seconds to the next look of a page: `kept`, what it has now, unless that is no longer right."""
        looking = len(self._looks)
        return min(max(kept, _fitting(looking)), _fitting(SLACK * looking))

    def patience(self) -> float:
        """Seconds that what a page shows may be old: half its interval; none if that is the shortest."""
        every = self.interval()
        return 0.0 if every == INTERVALS[0] else every / 2


def _fitting(visitors: float) -> float:
    """The shortest interval at which so many do not look too often."""
    return next((each for each in INTERVALS if visitors <= LOOKS * each), INTERVALS[-1])
