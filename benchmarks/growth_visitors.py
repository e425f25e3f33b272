"""What following a run costs the web process as visitors get more."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import numpy as np
from tqdm import tqdm

from benchmarks.crowd import come
from benchmarks.growth_curve import Curve, Growth, Panel
from benchmarks.process import usage
from benchmarks.setting import Setting
from benchmarks.visitors import LONG, served, submit
from tests.browser.server import Server

VISITORS = (1, 2, 5, 10, 20, 50)
SETTLING, SECONDS = 10.0, 20.0
PERCENT = 95  # of the ticks


def measure(setting: Setting) -> Growth:
    """Cores that the web process takes, and milliseconds that 95 of 100 ticks take at most."""
    costs = np.array([_costs(setting, count) for count in tqdm(VISITORS, desc="visitors", leave=False)])
    cores, ticks = costs.T.tolist()
    panels = [
        Panel("cores", "cores", [Curve("web process", VISITORS, cores)]),
        Panel("milliseconds", "ms", [Curve("tick, 95 of 100", VISITORS, ticks)]),
    ]
    return Growth("visitors", "visitors who follow a run", panels)


def _costs(setting: Setting, count: int) -> tuple[float, float]:
    """Cores and milliseconds with so many visitors, on a server that has just started."""
    with served(setting) as (server, store, digits):
        followed = submit(store, digits, LONG)
        return asyncio.run(_follow(server, followed.id, count))


async def _follow(server: Server, run_id: str, count: int) -> tuple[float, float]:
    """Have visitors come and follow a run; counted is from when the last has been there for a while."""
    async with AsyncExitStack() as tabs:
        everybody = [await come(tabs, server, {"run": run_id}) for _ in range(count)]
        await asyncio.sleep(SETTLING)
        earlier = [len(tab.answers.ticks) for tab in everybody]
        before = usage(server.process_id).seconds
        await asyncio.sleep(SECONDS)
        cores = (usage(server.process_id).seconds - before) / SECONDS
        ticks = [tab.answers.ticks[first:] for tab, first in zip(everybody, earlier, strict=True)]
        errors = [error for tab in everybody for error in tab.errors]
    assert not errors, errors
    return cores, 1_000 * float(np.percentile(np.concatenate(ticks), PERCENT))
