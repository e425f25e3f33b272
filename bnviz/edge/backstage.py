"""What works behind the pages: opened when the server starts, told to go when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from bnviz.host.log import EVENTS, tell
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store

OPEN_AGAIN = 2.0  # seconds between two attempts to open a store that does not answer


class Backstage(Protocol):
    """The store and the workers, as the edge needs them."""

    @property
    def store(self) -> Store:
        """Where the runs are."""

    def workers_alive(self) -> int:
        """How many workers serve the store now; StoreError if it does not answer."""

    def close(self) -> None:
        """Let the workers of this process go; each gives the run in hand back to the queue."""


class Stage:
    """Opens what is backstage while the server answers already, and closes it at the end.

    Args:
        open_: opens it; may take a while, and raise StoreError.
    """

    def __init__(self, open_: Callable[[], Backstage]):
        self.backstage: Backstage | None = None
        self.trouble = "The app is starting."
        self._open = open_

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Between the start and the end of the server."""
        opening = asyncio.create_task(self._open_it())
        try:
            yield
        finally:
            opening.cancel()
            with suppress(asyncio.CancelledError):
                await opening
            if self.backstage is not None:
                await asyncio.to_thread(self.backstage.close)
                tell("server ended")

    async def _open_it(self) -> None:
        while self.backstage is None:
            try:
                self.backstage = await asyncio.to_thread(self._open)
            except Exception as error:
                self._note(error)
                await asyncio.sleep(OPEN_AGAIN)
        tell("server ready")

    def _note(self, error: Exception) -> None:
        """Tell the log, once for each kind of trouble; of a mistake of ours with where it is."""
        known = isinstance(error, StoreError)
        trouble = STORE_TROUBLE if known else NO_START
        if trouble != self.trouble:
            EVENTS.error("server does not open: %s", error, exc_info=None if known else error)
        self.trouble = trouble


STORE_TROUBLE = "The store does not answer."
NO_START = "The app cannot start."
