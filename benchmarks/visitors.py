"""A class of thirty before one server, for ten minutes: what it waits for, and what it costs the training."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.crowd import SETTLED, Crowd, Visit, visit
from benchmarks.fair_shares import Job, fair_ends
from benchmarks.figure import Figure
from benchmarks.setting import Setting
from benchmarks.tab import open_tab
from bnviz.data import Dataset, load
from bnviz.experiment import Setup
from bnviz.host import host
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION
from tests.browser.server import Server, running_app

FOLLOWERS, STARTERS = 30, 10
LONG = Setup(steps=100_000, input="binary", batch_size=600)
"""The paper's Figure 1 with ten times the mini-batch, so that it lasts longer than the visit."""
OWN = Setup(steps=100_000, input="binary")
"""The paper's Figure 1, made as long as a worker needs for one to follow on another."""
LOOK_EVERY = 0.02


def measure(setting: Setting) -> list[Figure]:
    """The figures of one visit."""
    with served(setting) as (server, store, digits):
        seconds = 60 * setting.minutes
        rates = _rates_alone(store, digits, seconds / STARTERS)
        steps = round(min(rates[OWN.batch_size] * seconds / STARTERS, OWN.steps))
        own = [OWN.model_copy(update={"seed": 100 + number, "steps": steps}) for number in range(STARTERS)]
        followed = submit(store, digits, LONG)
        made = asyncio.run(visit(server, store, followed.id, Crowd(FOLLOWERS, own, seconds)))
    return [*_what_visitors_met(made), *_what_it_cost(made, rates, seconds)]


@contextmanager
def served(setting: Setting) -> Iterator[tuple[Server, Store, Dataset]]:
    """A server whose workers are started, its store, and the digits that it has."""
    with (
        TemporaryDirectory() as folder,
        running_app(Path(folder), host().data_dir) as server,
        closing(Store(server.database)) as store,
    ):
        asyncio.run(_first_visitor(server))
        yield server, store, setting.dataset if host().data_dir else load("mnist-sample")


async def _first_visitor(server: Server) -> None:
    """Have the workers started: the app does it when somebody comes."""
    async with open_tab(server.port):
        pass


def _what_visitors_met(made: Visit) -> list[Figure]:
    milliseconds = 1_000 * np.array(made.ticks)
    middle, nearly_all, slowest = np.percentile(milliseconds, [50, 95, 100])
    who = f"{FOLLOWERS} follow a run, {STARTERS} start their own"
    return [
        Figure(
            f"{who}: 95 of 100 ticks take at most",
            float(nearly_all),
            250,
            at_least=False,
            form="{:.0f} ms",
            behind=f"{len(milliseconds):,} ticks; the middle one {middle:.0f} ms, slowest {slowest:.0f} ms",
        ),
        _count("their errors", len(made.errors), "; ".join(sorted(set(made.errors))) or "none"),
        _count("Snapshots that one of them was not shown", made.missed, "curves and time bar, at the end"),
        Figure(
            "their waiting, of that in a perfectly fair order",
            max(_waits(made)),
            1.5,
            at_least=False,
            form="{:.2f} ×",
            behind=f"the worst of {STARTERS}; the middle one {np.median(_waits(made)):.2f} ×",
        ),
    ]


def _what_it_cost(made: Visit, rates: Mapping[int, float], seconds: float) -> list[Figure]:
    before, after = made.settled.megabytes, made.at_end.megabytes
    web = (made.at_end.seconds - made.settled.seconds) / (seconds - min(SETTLED, seconds / 2))
    return [
        Figure(
            "the web process's memory after the first minute: growth",
            100 * (after / before - 1),
            5,
            at_least=False,
            form="{:.1f} %",
            behind=f"{before:.0f} MB, {after:.0f} MB",
        ),
        Figure(
            "the training's speed, of that without visitors",
            _worth(made, rates) / (seconds * host().workers),
            0.7,
            at_least=True,
            form="{:.2f} ×",
            behind=f"{web:.2f} cores for the pages, {made.client_seconds / seconds:.2f} for the visitors",
        ),
    ]


def _count(what: str, count: int, behind: str) -> Figure:
    return Figure(what, count, 0, at_least=False, form="{:.0f}", behind=behind)


def _waits(made: Visit) -> list[float]:
    """Of each run that a visitor started, the time to its end over that in a perfectly fair order."""
    others = Job(made.since, made.trained[0].seconds)
    jobs = [Job(run.created_at, run.seconds) for run in made.runs]
    ends = fair_ends([others, *jobs], host().workers)[1:]
    return [
        (run.finished_at - run.created_at) / (end - run.created_at)
        for run, end in zip(made.runs, ends, strict=True)
        if run.finished_at is not None
    ]


def _worth(made: Visit, rates: Mapping[int, float]) -> float:
    """Seconds of a worker that all training of the visit would have taken without visitors."""
    followed, *own = made.trained
    steps = followed.step - made.first_step
    return steps / rates[LONG.batch_size] + sum(run.step for run in own) / rates[OWN.batch_size]


def _rates_alone(store: Store, dataset: Dataset, seconds: float) -> dict[int, float]:
    """Steps per second of both trainings, by their mini-batch, when nobody looks.

    Both train at once, for as long as a visitor's own run is to take: so they have its share of Snapshots.
    """
    setups = [each.model_copy(update={"seed": 99}) for each in (LONG, OWN)]
    ids = [submit(store, dataset, each).id for each in setups]
    while any(run.step == 0 for run in _now(store, ids)):
        time.sleep(LOOK_EVERY)
    first = _now(store, ids)
    time.sleep(seconds)
    last = _now(store, ids)
    for run_id in ids:
        store.steering(None).request_stop(run_id)
    return {
        setup.batch_size: (after.step - before.step) / (after.seconds - before.seconds)
        for setup, before, after in zip(setups, first, last, strict=True)
    }


def submit(store: Store, dataset: Dataset, setup: Setup) -> Run:
    """Ask for a run as a visitor does."""
    return store.submit(setup.experiment(), dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")


def _now(store: Store, ids: list[str]) -> list[Run]:
    return [run for run_id in ids if (run := store.get(run_id))]
