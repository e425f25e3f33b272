"""What is costly to make and asked for by many: made once, and kept while there is room."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Memo:
    """Things by what they are; may be asked from any thread.

    Unlike `functools.lru_cache`, of several threads that ask for the same thing at once one makes it and the
    others wait: thirty visitors of a run come all at once.
    """

    def __init__(self, most: int):
        """Keep so many things at most: the one asked for least recently makes room."""
        self.most = most
        self._made: dict[Hashable, Any] = {}
        self._lock = threading.RLock()

    def once(self, what: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for `what`, or what `make` makes now."""
        with self._lock:
            made: Made = self._made.pop(what) if what in self._made else make()
            self._made[what] = made  # last: the dictionary's order is that of the last use
            for forgotten in list(self._made)[: -self.most]:
                del self._made[forgotten]
            return made
