"""What ties a worker to whoever started it: its standard input, and the signal to end."""

from __future__ import annotations

import signal
import threading
import types
from typing import TextIO


class Leash:
    """A line on the input wakes the worker, the end of the input lets it go; SIGTERM asks it to end now.

    Attributes:
        terminated: whether it was asked to end, in the middle of whatever it does.
    """

    def __init__(self, orders: TextIO):
        """Hear `orders` and the signal from now on; from the main thread only, as signals are its own."""
        self.terminated = False
        self._alone = False
        self._orders = orders
        self._wake = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        signal.signal(signal.SIGTERM, self._terminate)

    def holds(self) -> bool:
        """Whether the worker is to go on."""
        return not (self._alone or self.terminated)

    def rest(self, seconds: float) -> None:
        """Wait until there is something new, at most so long."""
        self._wake.wait(seconds)
        self._wake.clear()

    def _listen(self) -> None:
        for _ in self._orders:
            self._wake.set()
        self._alone = True
        self._wake.set()

    def _terminate(self, signum: int, frame: types.FrameType | None) -> None:
        self.terminated = True
        self._wake.set()
