"""The timers by which a page's fragments rerun, as a browser keeps them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable


class Timers:
    """One for each fragment that has one.

    Args:
        ring: is called with the fragment whenever its time has come.
    """

    def __init__(self, ring: Callable[[str], Awaitable[object]]):
        self._ring = ring
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}

    def __bool__(self) -> bool:
        return bool(self._timers)

    def start(self, fragment: str, interval: float) -> None:
        """Ring every `interval` seconds; a timer that does is left alone."""
        if fragment in self._timers and self._timers[fragment][0] == interval:
            return
        self.stop([fragment])
        self._timers[fragment] = interval, asyncio.create_task(self._run(fragment, interval))

    def stop(self, fragments: Iterable[str] | None = None) -> None:
        """End some fragments' timers, or all."""
        for fragment in list(self._timers if fragments is None else fragments):
            if fragment in self._timers:
                self._timers.pop(fragment)[1].cancel()

    async def _run(self, fragment: str, interval: float) -> None:
        due = time.perf_counter()
        while True:
            due += interval
            await asyncio.sleep(due - time.perf_counter())
            await self._ring(fragment)
