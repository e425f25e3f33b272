"""The keeper of the store: sees to runs that nobody trains, watches or needs any more, and sums up the rest.

It belongs to the app. Without an app nobody can watch, so runs go on until they are done; and once an app
is back, its visitors have as long to come back as they have to look again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection

from bnviz.experiment import Experiment
from bnviz.host import Host
from bnviz.host.log import EVENTS
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store

EVERY = 2.0  # seconds between two rounds
CLEARS_EVERY = 300.0  # seconds


class Keeper:
    """Goes its rounds for as long as the process lives."""

    def __init__(self, store: Store, host: Host, kept: Collection[Experiment] = ()):
        """Keep `store` as `host` wants it; runs of the `kept` experiments are never cleared."""
        self.store, self.host, self.kept = store, host, kept
        self._watchful = time.monotonic() + host.unwatched_seconds
        self._clears = time.monotonic()

    def start(self) -> None:
        """Begin, in a thread that ends with the process: whatever it does in the store is done or not."""
        threading.Thread(target=self._keep, daemon=True).start()

    def round(self) -> None:
        """See to what is due; raises StoreError if the store fails."""
        now = time.monotonic()
        self.store.sweep()
        if self.host.unwatched != "continue" and now >= self._watchful:
            self.store.audience.give_way(self.host.unwatched_seconds, stop=self.host.unwatched == "stop")
        if now >= self._clears:
            self._clears = now + CLEARS_EVERY
            self.store.archive.clear(self.host.keep_days, self.host.store_megabytes, self.kept)
            self.store.visits.clear(self.host.keep_days)
            self.store.marks.clear(self.host.keep_days)
        self.store.catalogue.catch_up()  # last: it reads what runs recorded, whatever state that is in

    def _keep(self) -> None:
        while True:
            time.sleep(EVERY)
            try:
                self.round()
            except StoreError as error:
                EVENTS.warning("%s", error)
            except Exception:
                EVENTS.exception("a round of the store's keeper failed")  # the next one may not
