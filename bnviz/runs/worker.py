"""A worker: a warm process that claims queued runs from the store and trains them, one after the other.

Whoever starts one holds its standard input: a line on it says that something was queued, its end that the
starter is gone. A worker never dies in the middle of a run because of that: it finishes the run first.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import types
from contextlib import suppress
from functools import lru_cache
from typing import TextIO

from bnviz.data import DataError, load
from bnviz.runs.database import StoreError
from bnviz.runs.execution import Released, execute
from bnviz.runs.store import Store
from bnviz.training.devices import devices, prepare_process

POLL = 1.0  # seconds between looks at the queue when nobody says that there is something in it


class Worker:
    """Claims and trains until its input ends or the process is asked to terminate."""

    def __init__(self, store: Store, name: str, orders: TextIO):
        """Work for `store` under a unique name, hearing `orders`: a line wakes, the end lets go."""
        self.store, self.name, self.orders = store, name, orders
        self.load = lru_cache(maxsize=1)(load)
        self.wake, self.alone, self.terminated = threading.Event(), threading.Event(), threading.Event()

    def serve(self) -> None:
        """Work until let go."""
        threading.Thread(target=self._listen, daemon=True).start()
        signal.signal(signal.SIGTERM, self._terminate)
        self._warm_up()
        while not (self.alone.is_set() or self.terminated.is_set()):
            self.wake.clear()
            if not self._work():
                self.wake.wait(POLL)

    def _warm_up(self) -> None:
        """Have the data that runs are most likely given in memory before the first one comes."""
        for name in ("mnist", "mnist-sample"):
            with suppress(DataError):  # it is not on this machine
                self.load(name)
                return

    def _work(self) -> bool:
        """Train the next queued run; whether there was one."""
        try:
            self.store.sweep()
            run = self.store.claim(self.name)
        except StoreError as error:
            print(error, file=sys.stderr, flush=True)
            return False
        if run is not None:
            execute(self.store, run, self.load, self._check)
        return run is not None

    def _check(self, step: int) -> None:
        if self.terminated.is_set():
            raise Released

    def _listen(self) -> None:
        for _ in self.orders:
            self.wake.set()
        self.alone.set()
        self.wake.set()

    def _terminate(self, signum: int, frame: types.FrameType | None) -> None:
        self.terminated.set()
        self.wake.set()


def main() -> None:
    """Serve the store of `BNVIZ_DATABASE_URL` under the name that is the only argument.

    The first line printed tells the devices, as JSON.
    """
    prepare_process(threads=1)
    print(json.dumps(devices()), flush=True)
    Worker(Store(), sys.argv[1], sys.stdin).serve()


if __name__ == "__main__":
    main()
