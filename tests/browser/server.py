"""The app as a visitor's browser meets it: a server of its own, with a store and a cache of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO

PROJECT = Path(__file__).parents[2]
PATIENCE = 60  # seconds; only a broken server needs them
NO_MIRROR = "http://127.0.0.1:9/"  # the discard port: refuses at once


@dataclass
class Server:
    """A running app.

    Attributes:
        port: where it listens, on the loopback address.
        database: the URL of its store.
        process_id: of the process that serves the pages; 0 until it is started.
        log: what it and its workers have printed so far.
    """

    port: int
    database: str
    process_id: int = 0
    log: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_healthy(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def running_app(folder: Path, mnist: Path | None) -> Iterator[Server]:
    """The app, started in `folder`'s environment and told to end afterwards; its workers must end with it.

    Args:
        folder: an empty folder for the store and the caches.
        mnist: a folder with the four MNIST files; None leaves the app with the sample.
    """
    server = Server(_free_port(), f"sqlite:///{folder}/runs.sqlite")
    process = _start(server, folder, mnist)
    server.process_id = process.pid
    assert process.stdout is not None
    reader = threading.Thread(target=_keep, args=(process.stdout, server.log), daemon=True)
    reader.start()
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)
        # The workers print to the same pipe: it ends when the last of them does.
        reader.join(PATIENCE)
    assert not reader.is_alive(), "a worker outlived its server"


def _start(server: Server, folder: Path, mnist: Path | None) -> subprocess.Popen[str]:
    options = {
        "server.port": server.port,
        "server.address": "127.0.0.1",
        "server.fileWatcherType": "none",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py"]
        + [f"--{name}={value}" for name, value in options.items()],
        cwd=PROJECT,
        env=_environment(server, folder, mnist),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _environment(server: Server, folder: Path, mnist: Path | None) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("BNVIZ_", "STREAMLIT_"))}
    own = {
        "BNVIZ_DATABASE_URL": server.database,
        "BNVIZ_MNIST_MIRRORS": NO_MIRROR,
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"),
    }
    return kept | own | ({"BNVIZ_DATA_DIR": str(mnist)} if mnist else {})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _keep(output: IO[str], log: list[str]) -> None:
    with output:
        log.extend(output)


def _wait_until_healthy(server: Server, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while not server.is_healthy():
        assert process.poll() is None, "the app ended at once:\n" + "".join(server.log)
        assert time.monotonic() < end, "the app does not answer:\n" + "".join(server.log)
        time.sleep(0.05)
