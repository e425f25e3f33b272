"""`worker`: serve the queue of a store from this machine, whichever machine the app is on."""

from __future__ import annotations

import argparse
import signal
import threading
import types
from contextlib import closing

from bnviz.cli.data import complete
from bnviz.cli.messages import Refusal, ending, say
from bnviz.host import HostError, host
from bnviz.host.log import start_log
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store
from bnviz.runs.workers.pool import Pool


def main(options: argparse.Namespace) -> int:
    """Have workers serve the store until a signal comes; a second one ends this process at once."""
    with ending(Refusal, StoreError, HostError):
        count = options.count or host().workers
        store = Store()
    start_log(host().log)
    ended = _signalled()
    with closing(store):
        complete("runs on full MNIST are left to other machines")
        pool = Pool(store, count, options.name)
        say(f"Serving as {pool.machine} with {count} at once. Ctrl-C: put the runs in hand down, and end.")
        ended.wait()
        pool.close()
    return 0


def _signalled() -> threading.Event:
    """What is set by the first Ctrl-C or SIGTERM."""
    ended = threading.Event()

    def hear(number: int, _: types.FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hear)
    return ended
