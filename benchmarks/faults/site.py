"""The app under fire: a real server with real workers, to be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

import psutil

PROJECT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds for the server to come up; only a broken one needs them
LAST_LINES = 40  # of the log, where something went wrong
WORKER = "bnviz.runs.workers.worker"


class Site:
    """One server on the loopback address, and whatever workers serve its store.

    Args:
        database: the URL of the store.
        folder: where the log goes.
        environment: variables on top of this process's own.
    """

    def __init__(self, database: str, folder: Path, environment: Mapping[str, str]):
        """Nothing runs yet."""
        self.port, self.database = _free_port(), database
        self.log = folder / "site.log"
        self.environment = os.environ | {"BNVIZ_DATABASE_URL": database} | dict(environment)
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, and wait until it is ready to train."""
        with self.log.open("ab") as log:
            self._server = self._open(log)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the server says that its store answers and a worker is there."""
        end = time.monotonic() + PATIENCE
        while not self._is_ready():
            if time.monotonic() > end:
                raise TimeoutError(
                    f"The server is not ready after {PATIENCE:.0f} seconds.\n{self.last_words()}"
                )
            time.sleep(0.1)

    def last_words(self) -> str:
        """The end of what the server and its workers have printed."""
        return "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-LAST_LINES:])

    def kill_server(self) -> None:
        """Kill the server, as a power cut would; its workers live on."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()

    def stop(self) -> None:
        """End the server in an orderly way, and whatever is left of the workers."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(PATIENCE)
        for worker in self.workers():
            worker.kill()

    def workers(self) -> list[psutil.Process]:
        """All worker processes of this store, those of a killed server too."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            named = any(WORKER in part for part in process.cmdline())
            return named and process.environ().get("BNVIZ_DATABASE_URL") == self.database
        except psutil.Error:  # it has just ended, or is somebody else's
            return False

    def _open(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        options = {"port": self.port, "address": "127.0.0.1", "fileWatcherType": "none", "headless": "true"}
        return subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py"]
            + [f"--server.{name}={value}" for name, value in options.items()],
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def _is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def frozen(process: psutil.Process) -> Iterator[None]:
    """A process that does nothing for a while."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
