"""Which workers have fallen silent: seen by one who watches, on the watcher's own watch.

How old a heartbeat is by the clock says little: clocks of machines differ, and they are set. A worker is
alive while what it writes changes, and silent once that has stayed the same for a while.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from typing import NamedTuple

RECHECK = 4.0
"""Seconds to watch a heartbeat that is too old already by the clock, as after a restart of everything."""


class Pulse(NamedTuple):
    """A heartbeat as it was read: of a run, held by the worker of an attempt."""

    run_id: str
    attempt: int
    heartbeat_at: float


class Pulses:
    """What one process has seen of all heartbeats; all methods may be called from any thread."""

    def __init__(self, watch: Callable[[], float] = time.monotonic):
        """Watch with a count of seconds that nobody sets."""
        self._watch, self._lock = watch, threading.Lock()
        self._since: dict[Pulse, float] = {}

    def silent(self, pulses: Collection[Pulse], clock: float, seconds: float) -> list[Pulse]:
        """Those of the pulses that are read at this moment that have been the same for longer than this.

        Args:
            pulses: all that there are.
            clock: the time, in seconds since 1970, UTC.
            seconds: how long a worker may be silent.
        """
        with self._lock:
            now = self._watch()
            self._since = {pulse: self._since.get(pulse, now) for pulse in pulses}
            return [
                pulse
                for pulse, since in self._since.items()
                if now - since > (RECHECK if clock - pulse.heartbeat_at > seconds else seconds)
            ]

    def forget(self) -> None:
        """Begin again: the store was away, and nobody could have written."""
        with self._lock:
            self._since.clear()
