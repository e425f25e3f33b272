"""What another process on this machine uses."""

from __future__ import annotations

from typing import NamedTuple

import psutil


class Usage(NamedTuple):
    """Memory and time of a process.

    Attributes:
        megabytes: in memory now.
        seconds: of processor time so far.
    """

    megabytes: float
    seconds: float


def usage(process_id: int) -> Usage:
    """What a running process uses."""
    process = psutil.Process(process_id)
    times = process.cpu_times()
    return Usage(process.memory_info().rss / 1e6, times.user + times.system)


def children(process_id: int) -> list[int]:
    """The ids of the processes that a running process has started."""
    return [child.pid for child in psutil.Process(process_id).children()]
