"""Being on the roster for as long as one serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bnviz.runs.database import StoreError
from bnviz.runs.roster import SIGN_EVERY, Serving
from bnviz.runs.store import Store


@contextmanager
def signed_in(store: Store, worker: Serving) -> Iterator[None]:
    """Keeps a worker on the roster of its store, which is told again when it was away."""
    leaving = threading.Event()
    signing = threading.Thread(target=_sign, args=(store, worker, leaving), daemon=True)
    signing.start()
    try:
        yield
    finally:
        leaving.set()
        signing.join()
        with suppress(StoreError):
            store.sign_out(worker.name)


def _sign(store: Store, worker: Serving, leaving: threading.Event) -> None:
    while not leaving.is_set():
        with suppress(StoreError):
            store.sign_in(worker)
        leaving.wait(SIGN_EVERY)
