"""How the time of a program is shared among its parts."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Stopwatch:
    """Times functions that call each other: the time of a called one is not its caller's.

    The clock is the wall's, which is read forty times as quickly as the CPU time.

    Attributes:
        seconds: each part's own time so far.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.called = [0.0]  # for each function that is running, the time of what it has called
        self.indivisible = False

    def watch(self, part: str, function: Callable[..., Any], *, whole: bool = False) -> Callable[..., Any]:
        """`function`, with its own time added to `part`; a `whole` one keeps the time of what it calls."""

        def watched(*arguments: Any, **options: Any) -> Any:
            if self.indivisible:
                return function(*arguments, **options)
            self.indivisible = whole
            started = time.perf_counter()
            self.called.append(0.0)
            result = function(*arguments, **options)
            seconds = time.perf_counter() - started
            self.indivisible = False
            self.seconds[part] += seconds - self.called.pop()
            self.called[-1] += seconds
            return result

        return watched
