"""A task on a Ray cluster: one turn of the run that is next."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

from bnviz.data import DataError, available, fetch
from bnviz.host import host
from bnviz.runs.store import Store
from bnviz.runs.workers.at_hand import AtHand
from bnviz.runs.workers.execution import execute
from bnviz.runs.workers.logbook import logged
from bnviz.runs.workers.recorder import Released
from bnviz.training.devices import prepare_process

# A process of the cluster does one task after the other: what is opened once serves them all.
_store = lru_cache(1)(Store)


def train_next(url: str, name: str, kind: str) -> None:
    """Claim the run whose turn it is, if there is one, and train it until it ends or its turn does.

    A task that is cancelled puts its run down and gives it back to the queue.

    Args:
        url: the store's.
        name: of this task as a worker, unique to it.
        kind: of the device that the task was given.

    Raises:
        StoreError: if the store does not answer.
    """
    prepare_process(threads=1)
    store, at_hand = _store(url), _at_hand(kind)
    with _cancellation() as cancelled:

        def check(_: int) -> None:
            if cancelled.is_set():
                raise Released

        run = store.claim(name, fits=at_hand.fits)
        if run is not None:
            with logged(store, run):
                execute(store, run, at_hand.load, check, turn=host().turn_seconds)


@lru_cache
def _at_hand(kind: str) -> AtHand:
    """What there is for a kind of device; full MNIST is downloaded if it is not on this machine."""
    with suppress(DataError):
        if available().folder is None:
            fetch()
    return AtHand([kind])


@contextmanager
def _cancellation() -> Iterator[threading.Event]:
    """Tells of a cancellation, which Ray sends as it were a Ctrl-C, where the task can well be left."""
    cancelled = threading.Event()
    before = signal.signal(signal.SIGINT, lambda number, frame: cancelled.set())
    try:
        yield cancelled
    finally:
        signal.signal(signal.SIGINT, before)
