"""Many sessions opened and closed on a store full of runs: the start page's time, and what memory stays."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tqdm import tqdm

from benchmarks.figure import Figure
from benchmarks.process import usage
from benchmarks.setting import Setting
from benchmarks.synthetic import SyntheticRun
from benchmarks.tab import open_tab
from bnviz.experiment import Setup
from bnviz.host import host
from bnviz.runs.store import Store
from tests.browser.server import Server, running_app

RUNS, SESSIONS = 1_000, 200
FIRST = 20  # sessions until the server has made all that it keeps for good
AT_ONCE = 2  # visitors who come at the same time
STEPS = 20  # of a run in the store
FORGOTTEN_AFTER = 125.0  # seconds after which a closed session cannot come back: 120, and a little


def measure(setting: Setting) -> list[Figure]:
    """Seconds of the start page, and the web process's memory before and after."""
    with (
        TemporaryDirectory() as folder,
        running_app(Path(folder), host().data_dir) as server,
        closing(Store(server.database)) as store,
    ):
        for seed in tqdm(range(RUNS), desc="store", unit="run", leave=False):
            _past_run(store, seed)
        asyncio.run(_sessions(server, FIRST))
        before = _megabytes(server)
        seconds = asyncio.run(_sessions(server, SESSIONS))
        most = usage(server.process_id).megabytes
        after = _megabytes(server)
    return [
        Figure(
            f"the start page with {RUNS:,} runs in the store: 95 of 100 take at most",
            float(np.percentile(seconds, 95)),
            1,
            at_least=False,
            form="{:.2f} s",
            behind=f"{SESSIONS} sessions, {AT_ONCE} at a time; the middle one {np.median(seconds):.2f} s",
        ),
        Figure(
            f"memory after {SESSIONS} sessions were opened and closed: growth",
            100 * (after / before - 1),
            10,
            at_least=False,
            form="{:.1f} %",
            behind=f"{before:.0f} MB, {most:.0f} MB, {after:.0f} MB",
        ),
    ]


def _past_run(store: Store, seed: int) -> None:
    recorded = SyntheticRun(store, Setup(seed=seed, steps=STEPS).experiment())
    recorded.record(STEPS)
    store.finish(recorded.run, "done", seconds=1.0)


def _megabytes(server: Server) -> float:
    """Of the web process once it has forgotten all sessions; it does so when the next one ends."""
    time.sleep(FORGOTTEN_AFTER)
    asyncio.run(_sessions(server, 1))
    return usage(server.process_id).megabytes


async def _sessions(server: Server, count: int) -> list[float]:
    """Open and close so many sessions; the seconds from each one's request to the whole start page."""
    seconds: list[float] = []
    places = asyncio.Semaphore(AT_ONCE)

    async def come() -> None:
        async with places:
            started = time.perf_counter()
            async with open_tab(server.port):
                seconds.append(time.perf_counter() - started)

    await asyncio.gather(*(come() for _ in range(count)))
    return seconds
