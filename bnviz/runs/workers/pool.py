"""The pool: worker processes kept warm, woken when something is queued, replaced when they die.

A worker is a program of its own and not a fork of this process or a copy of its main module: neither torch
nor the web server's threads would survive the one, nor a script that is itself a page the other.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import TextIO, cast

from bnviz.host.log import tell
from bnviz.runs.database import StoreError
from bnviz.runs.roster import machine_label
from bnviz.runs.store import Store

NEEDED = re.compile(
    "PATH|HOME|USER|USERPROFILE|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|LOCALAPPDATA|XDG_.*_HOME|VIRTUAL_ENV|"
    "LD_LIBRARY_PATH|CUDA_.*|NVIDIA_.*|PYTORCH_.*|PG.*|RAY_.*|BNVIZ_.*"
)
"""The environment variables that a worker has a use for."""
RESTART_AFTER = 2.0  # seconds a worker must have lived to be replaced at once


class Pool:
    """Some worker processes of one store.

    Args:
        store: whose queue they serve.
        size: how many they are.
        machine: what to call this machine; by default as `machine_label` has it.
        program: the module that is their program.
    """

    def __init__(
        self, store: Store, size: int, machine: str | None = None, program: str = "bnviz.runs.workers.worker"
    ) -> None:
        self.store, self.machine, self.program = store, machine or machine_label(), program
        self._closing = threading.Event()
        self._workers: dict[str, subprocess.Popen[str]] = {}
        self._keepers = [threading.Thread(target=self._keep, daemon=True) for _ in range(size)]
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

    def _keep(self) -> None:
        """Keep one worker alive."""
        while not self._closing.is_set():
            born = time.monotonic()
            name = uuid.uuid4().hex
            with _start(self.program, name, self.machine, self.store.url) as worker:
                self._workers[name] = worker
                tell("worker started", worker=name)
                status = worker.wait()
            tell("worker ended", worker=name, status=status)
            del self._workers[name]
            self._bury(name)
            if time.monotonic() - born < RESTART_AFTER:
                self._closing.wait(RESTART_AFTER)

    def _bury(self, name: str) -> None:
        """Free the run that a dead worker held, and strike it off the roster."""
        with contextlib.suppress(StoreError):  # its silence will tell as well
            self.store.mark_lost(name)
            self.store.sign_out(name)


def _start(program: str, name: str, machine: str, url: str) -> subprocess.Popen[str]:
    """A worker process in a session of its own, so that Ctrl-C in a terminal reaches only this process."""
    return subprocess.Popen(  # noqa: S603 - our own program with our own arguments
        [sys.executable, "-m", program, name, machine],
        stdin=subprocess.PIPE,
        text=True,
        env=worker_environment(url),
        start_new_session=True,
    )


def worker_environment(url: str) -> dict[str, str]:
    """What a worker of the store at `url` is told of this process's environment.

    Only what it needs: whatever else the web process was given, its secrets above all, stays with it.
    """
    passed = {name: value for name, value in os.environ.items() if NEEDED.fullmatch(name)}
    return passed | {"BNVIZ_DATABASE_URL": url, "OMP_NUM_THREADS": "1", "PYTHONPATH": _import_path()}


def _import_path() -> str:
    """Where the worker finds this package, from whatever folder the app was started in."""
    inherited = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(Path(__file__).parents[2]), *([inherited] if inherited else [])])
