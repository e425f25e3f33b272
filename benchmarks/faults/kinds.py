"""The faults: each does its harm at once, and mends what a person or a machine would mend."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.faults.site import Site

FULL_FOR = 3.0  # seconds for which the disk is full
JUMPS = (-3_600.0, -60.0, 60.0, 3_600.0)  # seconds
PAGE = 2**16  # bytes that the file which fills a disk grows by


@dataclass(frozen=True)
class Ground:
    """What the faults strike.

    Attributes:
        site: the app.
        chance: decides which of several workers, and such.
        clock: the file that tells all processes how far their clock is off.
        disk: the folder of a small file system that only the store is on, or None.
        restart_database: stops and starts the database server, or None where there is none.
    """

    site: Site
    chance: random.Random
    clock: Path
    disk: Path | None = None
    restart_database: Callable[[], None] | None = None


Fault = Callable[[Ground], None]


def kill_worker(ground: Ground) -> None:
    """Kill one of the workers."""
    if workers := ground.site.workers():
        with suppress(psutil.Error):
            ground.chance.choice(workers).kill()


def kill_server(ground: Ground) -> None:
    """Kill the web process and start it again."""
    ground.site.kill_server()
    ground.site.start()


def kill_both(ground: Ground) -> None:
    """Kill the web process and all workers at once, as a power cut does, and start again."""
    ground.site.kill_server()
    for worker in ground.site.workers():
        with suppress(psutil.Error):
            worker.kill()
    ground.site.start()


def fill_disk(ground: Ground) -> None:
    """Leave no room on the store's disk for some seconds."""
    assert ground.disk is not None
    filler = ground.disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        file.write(bytes(shutil.disk_usage(ground.disk).free))
        while True:
            file.write(bytes(PAGE))
    time.sleep(FULL_FOR)
    filler.unlink()


def jump_clock(ground: Ground) -> None:
    """Put the clock of the web process and its workers forward or back."""
    ground.clock.write_text(str(ground.chance.choice(JUMPS)))


def restart_database(ground: Ground) -> None:
    """Restart the database server, which breaks all connections."""
    assert ground.restart_database is not None
    ground.restart_database()


def possible(ground: Ground) -> Mapping[str, Fault]:
    """The faults that can be done here, by what to call them."""
    faults: dict[str, Fault] = {
        "worker": kill_worker,
        "web": kill_server,
        "both": kill_both,
        "clock jump": jump_clock,
    }
    if ground.disk is not None:
        faults["disk full"] = fill_disk
    if ground.restart_database is not None:
        faults["database restarted"] = restart_database
    return faults
