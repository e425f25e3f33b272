"""A Ray cluster of this machine alone, for the tests: on loopback, with a token, in a folder of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

PATIENCE = 90.0  # seconds to start; only a broken cluster needs them
HEAD = (
    *("start", "--head", "--port=0", "--num-cpus=2", f"--object-store-memory={80 * 2**20}"),
    *("--include-dashboard=false", "--disable-usage-stats", "--block"),
)
LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # Ray's way to say: on 127.0.0.1, as it is anyway there


class Cluster(NamedTuple):
    """What is to be known of a cluster.

    Attributes:
        environment: the variables to reach it with.
        session: that of all its processes.
    """

    environment: dict[str, str]
    session: int


@contextmanager
def running_ray() -> Iterator[Cluster]:
    """Starts a cluster, and ends it afterwards."""
    with tempfile.TemporaryDirectory(prefix="bnviz-ray-", ignore_cleanup_errors=True) as folder:
        key = {**LOOPBACK, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        with (Path(folder) / "log").open("wb") as log:
            head = subprocess.Popen(
                [
                    shutil.which("ray", path=Path(sys.executable).parent) or "ray",
                    *HEAD,
                    f"--temp-dir={folder}",
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **key},
                start_new_session=True,
            )
        try:
            yield Cluster({**key, "RAY_ADDRESS": _address(Path(folder), head)}, session=head.pid)
        finally:
            _end(head)


def _address(folder: Path, head: subprocess.Popen[bytes]) -> str:
    """Where the cluster is, once it is."""
    end = time.monotonic() + PATIENCE
    file = folder / "ray_current_cluster"
    while not file.exists():
        if head.poll() is not None or time.monotonic() > end:
            raise RuntimeError((folder / "log").read_text())
        time.sleep(0.1)
    return file.read_text().strip()


def _end(head: subprocess.Popen[bytes]) -> None:
    """End the cluster's processes: those of the head's session, which is its own."""
    head.terminate()
    with suppress(subprocess.TimeoutExpired):
        head.wait(5)
    with suppress(ProcessLookupError):
        os.killpg(head.pid, signal.SIGKILL)
    head.wait()
