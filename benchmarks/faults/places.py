"""Where a campaign takes place: an SQLite file on a disk that can be filled, or a PostgreSQL server."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.faults.campaign import Campaign
from benchmarks.faults.kinds import Ground
from benchmarks.faults.site import Site
from bnviz.data import Dataset
from bnviz.runs.store import Store

SIZE = "400m"  # of the disk


@contextmanager
def on_sqlite(dataset: Dataset, seed: int) -> Iterator[Campaign]:
    """A site whose store is a file; its disk fills up where this process may mount one."""
    with (
        TemporaryDirectory() as folder,
        small_disk(Path(folder, "disk")) as disk,
        _campaign(f"sqlite:///{disk or folder}/runs.sqlite", dataset, seed, disk=disk) as campaign,
    ):
        yield campaign


@contextmanager
def on_postgresql(dataset: Dataset, seed: int) -> Iterator[Campaign]:
    """A site whose store is in a PostgreSQL server, which is restarted now and then."""
    from tests.postgresql import running_postgresql  # the package is needed only here

    def restart() -> None:
        server.stop()
        server.start()

    with (
        running_postgresql() as server,
        server.database() as database,
        _campaign(database, dataset, seed, restart_database=restart) as campaign,
    ):
        yield campaign


@contextmanager
def _campaign(
    database: str,
    dataset: Dataset,
    seed: int,
    disk: Path | None = None,
    restart_database: Callable[[], None] | None = None,
) -> Iterator[Campaign]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        clock, environment = false_clock(folder / "clock")
        site = Site(database, folder, environment)
        stack.callback(site.stop)
        site.start()
        store = stack.enter_context(closing(Store(database)))
        chance = random.Random(seed)
        yield Campaign(Ground(site, chance, clock, disk, restart_database), store, dataset)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own in memory, for as long as it is used; None where one may not be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def false_clock(folder: Path) -> tuple[Path, Mapping[str, str]]:
    """A file of the seconds by which the clock is off, and the environment in which Python believes it."""
    folder.mkdir()
    file = folder / "seconds"
    file.write_text("0")
    (folder / "sitecustomize.py").write_text(CUSTOM)
    return file, {"PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))}


CUSTOM = """
import pathlib, time

_file, _true = pathlib.Path(__file__).with_name("seconds"), time.time
time.time = lambda: _true() + float(_file.read_text() or 0)
"""
