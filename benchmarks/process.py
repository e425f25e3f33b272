"""What another process on this machine uses, as Linux tells it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Usage(NamedTuple):
    """Memory and time of a process.

    Attributes:
        megabytes: in memory now.
        seconds: of processor time so far.
    """

    megabytes: float
    seconds: float


def usage(process_id: int) -> Usage:
    """What a running process uses.

    Raises:
        OSError: if there is no such process, or the system is not Linux.
    """
    folder = Path("/proc", str(process_id))
    pages = int((folder / "statm").read_text().split()[1])
    after_its_name = (folder / "stat").read_text().rpartition(") ")[2].split()
    user, system = map(int, after_its_name[11:13])
    return Usage(pages * PAGE / 1e6, (user + system) / TICKS)
