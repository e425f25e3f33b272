"""Ten visitors before one server, each a real session: seven follow one run, three start their own."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from benchmarks.crowd import Crowd, Visit, visit
from bnviz.data import load
from bnviz.experiment import Setup
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION
from tests.browser.server import running_app

FOLLOWERS, SECONDS = 7, 6.0
LONG = Setup(steps=100_000, batch_size=500, input="binary")  # until it is stopped
OWN = [Setup(steps=400, seed=seed) for seed in (101, 102, 103)]


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with (
        running_app(tmp_path_factory.mktemp("app"), mnist=None) as server,
        closing(Store(server.database)) as store,
        ThreadPoolExecutor(1) as thread,  # the browser tests leave a loop running in this one
    ):
        digits = load("mnist-sample")
        run = store.submit(LONG.experiment(), digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
        crowd = Crowd(FOLLOWERS, OWN, SECONDS)
        yield thread.submit(asyncio.run, visit(server, store, run.id, crowd)).result()


def test_nobody_meets_an_error(met: Visit) -> None:
    assert met.errors == []


def test_every_snapshot_is_shown_to_all_who_follow_its_run(met: Visit) -> None:
    assert met.trained[0].step > 0
    assert met.missed == 0


def test_everybody_ticks(met: Visit) -> None:
    assert len(met.ticks) >= FOLLOWERS


def test_all_runs_that_visitors_started_come_to_their_end(met: Visit) -> None:
    assert [(run.state, run.step) for run in met.runs] == [("done", setup.steps) for setup in OWN]


def test_each_run_is_its_visitors(met: Visit) -> None:
    owners = {run.owner for run in met.runs}
    assert len(owners) == len(OWN)
    assert None not in owners
