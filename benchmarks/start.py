"""What is waited for before the first training: the app's start, and the digits."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from tqdm import trange

from benchmarks.figure import Figure
from benchmarks.process import usage
from benchmarks.setting import Setting
from benchmarks.tab import open_tab
from bnviz.data import load
from bnviz.host import host
from tests.browser.server import running_app

STARTS = 7


class Start(NamedTuple):
    """A start of the app, up to its first page.

    Attributes:
        seconds: on the clock.
        processor_seconds: of the process that serves the pages.
    """

    seconds: float
    processor_seconds: float


def measure(setting: Setting) -> list[Figure]:
    """Seconds on the clock of a start and of a load of the data; a median of each."""
    starts = [first_page() for _ in trange(STARTS, desc="start", unit="start", leave=False)]
    seconds, busy = np.array(starts).T
    loads = [_load(setting.dataset.name) for _ in range(setting.rounds + 1)][1:]
    return [
        Figure(
            "from the app's start to its first page",
            float(np.median(seconds)),
            2.5,
            at_least=False,
            form="{:.2f} s",
            behind=f"{STARTS} starts, slowest {max(seconds):.2f} s; processor {np.median(busy):.2f} s",
        ),
        Figure(
            "the data loaded, as by a worker that has just started",
            float(np.median(loads)),
            0.15,
            at_least=False,
            form="{:.2f} s",
            behind=f"{len(loads)} loads, slowest {max(loads):.2f} s; files that the system has at hand",
        ),
    ]


def first_page() -> Start:
    """Start the app with an empty store, and wait for the start page as its first visitor."""
    with TemporaryDirectory() as folder:
        started = time.perf_counter()
        with running_app(Path(folder), host().data_dir) as server:
            asyncio.run(_visit(server.port))
            return Start(time.perf_counter() - started, usage(server.process_id).seconds)


async def _visit(port: int) -> None:
    async with open_tab(port):
        pass


def _load(name: str) -> float:
    started = time.perf_counter()
    load(name)
    return time.perf_counter() - started
