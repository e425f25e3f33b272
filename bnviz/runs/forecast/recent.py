"""A value that is read now and then, and in between the same for all who ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """What `read` gave lately; may be called from any thread, of whom one reads and the others wait."""

    def __init__(self, read: Callable[[], T], seconds: float, watch: Callable[[], float] = time.monotonic):
        """Call `read` again once its value is so many `seconds` old."""
        self._read, self._seconds, self._watch = read, seconds, watch
        self._lock = threading.Lock()
        self._due = -inf

    def __call__(self) -> T:
        """The value."""
        with self._lock:
            if self._watch() >= self._due:
                self._value = self._read()
                self._due = self._watch() + self._seconds
            return self._value
