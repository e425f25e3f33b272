"""A class before one server: many follow one run, others start their own, one after the other."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np

from benchmarks.process import Usage, usage
from benchmarks.tab import Tab, open_tab
from bnviz.experiment import Setup
from bnviz.lessons.presets import DEFAULT_PRESET
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.ui.address import Address
from tests.browser.server import Server

ARRIVAL = 0.2  # seconds between two who open their page
LOOK_EVERY = 0.5  # seconds between two looks at whether all is over
PATIENCE = 300.0  # seconds for the runs to end once the time is over
WEIGHED, WEIGHINGS = 20.0, 20  # seconds, and how often in them
SETTLED = 60.0  # seconds after the start when the server has made all that it keeps


@dataclass(frozen=True)
class Crowd:
    """Who comes, and for how long.

    Attributes:
        followers: visitors who follow one run.
        own: what others start, one each, evenly over the time.
        seconds: how long.
    """

    followers: int
    own: Sequence[Setup]
    seconds: float


@dataclass(frozen=True)
class Visit:
    """What came of a crowd's visit.

    Attributes:
        ticks: seconds of every tick of all visitors, while the time lasted.
        errors: red boxes, exceptions and lost connections.
        missed: Snapshots that were recorded and that somebody did not get to see, over all visitors.
        since: when the time began, in seconds since 1970.
        first_step: the followed run's step then.
        trained: the followed run and those that visitors started, in order, when the time was over.
        runs: those that visitors started, as they ended.
        settled: the web process a minute after the start, or halfway if that is earlier.
        at_end: the web process when the time was over.
        client_seconds: of processor time that the visitors themselves took.
    """

    ticks: Sequence[float]
    errors: Sequence[str]
    missed: int
    since: float
    first_step: int
    trained: Sequence[Run]
    runs: Sequence[Run]
    settled: Usage
    at_end: Usage
    client_seconds: float


async def visit(server: Server, store: Store, run_id: str, crowd: Crowd) -> Visit:
    """Have a crowd come to a server, follow the run and start its own, and tell what it met.

    The followed run is stopped when the time is over; the others may end.
    """
    async with AsyncExitStack() as tabs:
        following = [await come(tabs, server, {"run": run_id}) for _ in range(crowd.followers)]
        starting = [await come(tabs, server, _plan(setup)) for setup in crowd.own]
        since, first_step, began = time.time(), _run(store, run_id).step, time.process_time()
        _, usages = await asyncio.gather(
            _start_all(starting, crowd.seconds), _weigh(server.process_id, crowd.seconds)
        )
        client_seconds = time.process_time() - began
        everybody = [*following, *starting]
        ticks = [seconds for tab in everybody for seconds in tab.answers.ticks]
        trained = [_run(store, each) for each in (run_id, *_ids(starting))]
        store.steering(None).request_stop(run_id)
        await until_all_is_shown(everybody)
        return Visit(
            ticks=ticks,
            errors=[error for tab in everybody for error in tab.errors],
            missed=sum(len(_recorded(store, tab) - _shown(tab)) for tab in everybody),
            since=since,
            first_step=first_step,
            trained=trained,
            runs=[_run(store, each) for each in _ids(starting)],
            settled=usages[0],
            at_end=usages[1],
            client_seconds=client_seconds,
        )


async def come(tabs: AsyncExitStack, server: Server, query: Mapping[str, str]) -> Tab:
    """Have one more visitor open a link, a moment after the one before."""
    await asyncio.sleep(ARRIVAL)
    return await tabs.enter_async_context(open_tab(server.port, urlencode(query)))


async def _start_all(starting: Sequence[Tab], seconds: float) -> None:
    began = time.monotonic()
    for number, tab in enumerate(starting):
        await asyncio.sleep(began + number * seconds / len(starting) - time.monotonic())
        await tab.ask("train")
    await asyncio.sleep(began + seconds - time.monotonic())


async def _weigh(process_id: int, seconds: float) -> tuple[Usage, Usage]:
    at = min(SETTLED, seconds / 2)
    settled = await _weighed(process_id, at)
    return settled, await _weighed(process_id, seconds - at)


async def _weighed(process_id: int, seconds: float) -> Usage:
    """What the process uses after so many seconds, its memory as the median of their last.

    It rises and falls by some megabytes as runs begin and end.
    """
    last = min(WEIGHED, seconds)
    await asyncio.sleep(seconds - last)
    megabytes = []
    for _ in range(WEIGHINGS):
        await asyncio.sleep(last / WEIGHINGS)
        megabytes.append(usage(process_id).megabytes)
    return usage(process_id)._replace(megabytes=float(np.median(megabytes)))


async def until_all_is_shown(everybody: Sequence[Tab]) -> None:
    """Wait until the runs that these tabs follow have ended, and none of them draws any more."""
    async with asyncio.timeout(PATIENCE):
        while not all(tab.is_settled for tab in everybody):
            await asyncio.sleep(LOOK_EVERY)


def _plan(setup: Setup) -> Mapping[str, str]:
    return Address(DEFAULT_PRESET, setup, "cpu", None, None).query()


def _run(store: Store, run_id: str) -> Run:
    run = store.get(run_id)
    assert run is not None, f"run {run_id!r} is not in the store"
    return run


def _ids(tabs: Sequence[Tab]) -> list[str]:
    return [tab.run_id or "" for tab in tabs]


def _recorded(store: Store, tab: Tab) -> set[int]:
    return set(store.read(tab.run_id or "", "tests")[0]["step"])


def _shown(tab: Tab) -> set[int]:
    """The steps that both the time bar and the curve of the accuracy have."""
    accuracy = next(
        each for row in tab.data("progress")["rows"] for each in row if each["name"] == "accuracy"
    )
    points = json.loads(accuracy["figure"])["data"][0]["x"]
    curve = np.frombuffer(base64.b64decode(points["bdata"]), points["dtype"])
    return set(curve.tolist()) & set(tab.data("time")["steps"])
