"""A worker: a warm process that claims queued runs from the store and trains them, one after the other.

Whoever starts one holds its standard input: a line on it says that something was queued, its end that the
starter is gone. A worker never dies in the middle of a run because of that: it finishes the run first.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from bnviz.data import DataError
from bnviz.host.log import EVENTS, start_log
from bnviz.runs.database import StoreError, settings
from bnviz.runs.roster import Serving
from bnviz.runs.store import Store
from bnviz.runs.workers.at_hand import AtHand
from bnviz.runs.workers.execution import execute
from bnviz.runs.workers.leash import Leash
from bnviz.runs.workers.logbook import logged
from bnviz.runs.workers.recorder import Released
from bnviz.runs.workers.signing import signed_in
from bnviz.training.devices import devices, prepare_process

NICENESS = 10  # a page that is asked for goes before a step of training
POLL = 1.0  # seconds between looks at the queue when nobody says that there is something in it


class Worker:
    """Claims and trains until it is let go."""

    def __init__(self, store: Store, serving: Serving, leash: Leash, turn: float):
        """Work for `store` under a unique name, on a leash; a run's turn has so many seconds."""
        self.store, self.serving, self.leash, self.turn = store, serving, leash, turn
        self.at_hand = AtHand(serving.devices)

    def serve(self) -> None:
        """Work until let go."""
        self._warm_up()
        with signed_in(self.store, self.serving):
            while self.leash.holds():
                if not self._work():
                    self.leash.rest(POLL)

    def _warm_up(self) -> None:
        """Have the data that runs are most likely given in memory before the first one comes."""
        for name in ("mnist", "mnist-sample"):
            with suppress(DataError):  # it is not on this machine
                self.at_hand.load(name)
                return

    def _work(self) -> bool:
        """Train the next queued run; whether there was one."""
        try:
            self.store.sweep()
            run = self.store.claim(self.serving.name, fits=self.at_hand.fits)
        except StoreError as error:
            EVENTS.warning("%s", error)
            return False
        if run is not None:
            with logged(self.store, run):
                execute(self.store, run, self.at_hand.load, self._check, self.turn)
        return run is not None

    def _check(self, step: int) -> None:
        if self.leash.terminated:
            raise Released


def main() -> None:
    """Serve the store of `BNVIZ_DATABASE_URL`; the arguments are a name of its own and one of its machine."""
    leash = Leash(sys.stdin)
    os.nice(NICENESS)
    prepare_process(threads=1)
    name, machine = sys.argv[1:]
    try:
        host, store = settings(), Store()
    except StoreError as error:
        sys.exit(str(error))
    start_log(host.log)
    Worker(store, Serving(name, machine, devices()), leash, host.turn_seconds).serve()


if __name__ == "__main__":
    main()
