"""What is costly to make and asked for by many: made once, and kept while there is room."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from math import inf
from typing import Any, TypeVar

Made = TypeVar("Made")


class Memo:
    """Things by what they are; may be asked from any thread.

    Unlike `functools.lru_cache`, of several threads that ask for the same thing at once one makes it and the
    others wait: thirty visitors of a run come all at once.
    """

    def __init__(self, most: int, seconds: float = inf, watch: Callable[[], float] = time.monotonic):
        """Keep so many things at most, each for so many `seconds` after it was last asked for."""
        self.most, self.seconds, self._watch = most, seconds, watch
        self._made: dict[Hashable, tuple[float, Any]] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return len(self._made)

    def once(self, what: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for `what`, or what `make` makes now."""
        with self._lock:
            made: Made = self._made.pop(what)[1] if what in self._made else make()
            self._made[what] = self._watch(), made  # last: the dictionary's order is that of the last use
            self._forget()
            return made

    def _forget(self) -> None:
        """Let go of what there is no room for, and of what was not asked for of late."""
        due = self._watch() - self.seconds
        for what, (asked_at, _) in list(self._made.items()):
            if len(self._made) <= self.most and asked_at >= due:
                return
            del self._made[what]
