"""A PostgreSQL server for the tests: from the system's package, in a folder of its own, on a socket there.

It hears no network, and lets in without a password only who may enter that folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psycopg

PROGRAMS = Path("/usr/lib/postgresql")  # where Debian puts each version's, beside the PATH
PATIENCE = 60.0  # seconds to start or to stop; only a broken server needs them
HASTY = ("fsync=off", "full_page_writes=off", "max_connections=200")
ROLE = "bnviz"


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`; None where PostgreSQL is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(PROGRAMS.glob("*/bin"), default=None, key=lambda folder: float(folder.parent.name))


class PostgreSQL:
    """One server; it may be stopped and started again.

    Args:
        folder: an empty one, for its data, its socket and its log; the server's own from then on.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name  # never root
        if os.geteuid() == 0:
            shutil.chown(folder, self.user, pwd.getpwnam(self.user).pw_gid)
        made = self._program("initdb", "--auth=trust", f"--username={ROLE}", "--no-sync", "--encoding=UTF8")
        if made.wait(PATIENCE):
            raise RuntimeError((folder / "log").read_text())
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = ("listen_addresses=", f"unix_socket_directories={self.folder}", *HASTY)
        self.process = self._program("postgres", *(f"-c{setting}" for setting in settings))
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop at once: all connections break off, and what was not committed is undone."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new, empty database, as a URL for the store; it is gone afterwards."""
        name = f"bnviz_{uuid.uuid4().hex}"
        self._say(f"CREATE DATABASE {name} TEMPLATE template0")
        yield f"postgresql+psycopg://{ROLE}@/{name}?host={self.folder}"
        self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address).close()
        except psycopg.OperationalError:
            return False
        return True

    @cached_property
    def _address(self) -> str:
        return f"host={self.folder} user={ROLE} dbname=postgres"

    def _program(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        folder = programs()
        assert folder is not None
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [folder / name, "-D", self.folder / "data", *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                **({"user": self.user, "group": self.user, "extra_groups": []} if os.geteuid() == 0 else {}),
            )


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """A server that is stopped and forgotten afterwards."""
    with tempfile.TemporaryDirectory(prefix="bnviz-postgresql-") as folder:
        server = PostgreSQL(Path(folder))
        try:
            yield server
        finally:
            server.stop()
