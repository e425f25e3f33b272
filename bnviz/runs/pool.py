"""The pool: worker processes kept warm, woken when something is queued, replaced when they die.

A worker is a program of its own and not a fork of this process or a copy of its main module: neither torch
nor the web server's threads would survive the one, nor a script that is itself a page the other.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import TextIO, cast

from bnviz.runs.database import StoreError
from bnviz.runs.store import Store

RESTART_AFTER = 2.0  # seconds a worker must have lived to be replaced at once


class Pool:
    """Some worker processes of one store.

    Attributes:
        devices: what a worker found on this machine: torch names and what to call them; the CPU until then.
    """

    def __init__(self, store: Store, size: int | None = None):
        """Start `size` workers, by default one a core."""
        self.store = store
        self.devices = {"cpu": "CPU"}
        self._closing = threading.Event()
        self._workers: dict[int, subprocess.Popen[str]] = {}
        self._keepers = [
            threading.Thread(target=self._keep, args=(place,), daemon=True)
            for place in range(size or os.cpu_count() or 1)
        ]
        for keeper in self._keepers:
            keeper.start()

    def wake(self) -> None:
        """Tell the workers that something was queued."""
        for worker in list(self._workers.values()):
            with contextlib.suppress(OSError, ValueError):  # it has just died; its keeper replaces it
                orders = cast(TextIO, worker.stdin)
                orders.write("\n")
                orders.flush()

    def process_ids(self) -> list[int]:
        """The workers' process ids."""
        return [worker.pid for worker in list(self._workers.values())]

    def close(self) -> None:
        """Let the workers go: a run in training goes back to the queue."""
        self._closing.set()
        for worker in list(self._workers.values()):
            worker.terminate()
        for keeper in self._keepers:
            keeper.join(timeout=5)

    def _keep(self, place: int) -> None:
        """Keep one worker alive."""
        while not self._closing.is_set():
            born = time.monotonic()
            name = uuid.uuid4().hex
            with _start_worker(name, self.store.url) as worker:
                self._workers[place] = worker
                self._hear(worker)
                worker.wait()
            self._bury(name)
            if time.monotonic() - born < RESTART_AFTER:
                self._closing.wait(RESTART_AFTER)

    def _hear(self, worker: subprocess.Popen[str]) -> None:
        """Learn the devices from a worker's first line; nothing else is ever said."""
        with contextlib.suppress(json.JSONDecodeError):  # it died before it could speak
            self.devices = json.loads(cast(TextIO, worker.stdout).readline())

    def _bury(self, name: str) -> None:
        """Free the run that a dead worker held."""
        with contextlib.suppress(StoreError):  # the heartbeat's age will tell as well
            self.store.mark_lost(name)


def _start_worker(name: str, url: str) -> subprocess.Popen[str]:
    """A worker process in a session of its own, so that Ctrl-C in a terminal reaches only this process."""
    return subprocess.Popen(  # noqa: S603 - our own program with our own arguments
        [sys.executable, "-m", "bnviz.runs.worker", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"BNVIZ_DATABASE_URL": url, "OMP_NUM_THREADS": "1", "PYTHONPATH": _import_path()},
        start_new_session=True,
    )


def _import_path() -> str:
    """Where the worker finds this package, from whatever folder the app was started in."""
    inherited = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(Path(__file__).parents[2]), *([inherited] if inherited else [])])
