"""The same runs on all that may train them: a pool, workers of another program, a Ray cluster.

Each is real: processes of their own, on the sample of MNIST, with a store on SQLite or PostgreSQL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pandas as pd
import pytest

from bnviz.data import load
from bnviz.experiment import Experiment
from bnviz.host import Host
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.runs.workers.executor import Executor, start_executor
from bnviz.training import ENGINE_VERSION
from tests.ray_cluster import Cluster

PROJECT = Path(__file__).parents[2]
PATIENCE = 90  # seconds; only a broken executor needs them
NOWHERE = "http://127.0.0.1:9/"  # nobody answers there: no test downloads anything


class Setting:
    """A store, and who trains for it."""

    def __init__(self, store: Store, executor: Executor, session: int | None = None):
        self.store, self.executor, self.session = store, executor, session

    def submit(self, steps: int, seed: int = 1) -> Run:
        data = load("mnist-sample")
        experiment = Experiment(depth=1, width=8, batch_size=16, steps=steps, seed=seed)
        run = self.store.submit(experiment, data.name, data.fingerprint, ENGINE_VERSION, "cpu")
        self.executor.wake()
        return run

    def until(self, run: Run, condition: Callable[[Run], bool]) -> Run:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            seen = self.store.get(run.id)
            assert seen is not None
            if condition(seen):
                return seen
            time.sleep(0.02)
        raise AssertionError(f"still {seen.state} at step {seen.step}: {seen.error}")

    def kill(self, run: Run) -> None:
        """Kill the process that trains the only run in training."""
        worker = self.until(run, lambda seen: seen.state == "running").worker
        assert worker is not None
        (process,) = [pid for pid, words in _processes() if self._is_it(pid, words, worker)]
        os.kill(process, signal.SIGKILL)

    def _is_it(self, pid: int, words: list[str], worker: str) -> bool:
        if self.session is None:
            return worker in words
        return words[0] == "ray::train_next" and os.getsid(pid) == self.session


class OtherProgram:
    """`python -m bnviz worker`, as on another machine."""

    def __init__(self, url: str):
        command = [sys.executable, "-m", "bnviz", "worker", "--count", "2", "--name", "elsewhere"]
        self.process = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, "BNVIZ_DATABASE_URL": url})

    def wake(self) -> None:
        """It looks by itself."""

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield int(folder.name), (folder / "cmdline").read_text().rstrip("\0").split("\0")


@contextmanager
def _serving(store: Store, executor: Executor, session: int | None = None) -> Iterator[Setting]:
    try:
        yield Setting(store, executor, session)
    finally:
        executor.close()
        store.close()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every process of these tests has the sample and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BNVIZ_MNIST_MIRRORS", NOWHERE)
        patch.delenv("BNVIZ_DATA_DIR", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@contextmanager
def _pool(request: pytest.FixtureRequest) -> Iterator[Setting]:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("pool")
    store = Store(f"sqlite:///{folder}/runs.sqlite")
    with _serving(store, start_executor(store, Host(workers=2))) as setting:
        yield setting


@contextmanager
def _worker(request: pytest.FixtureRequest) -> Iterator[Setting]:
    postgresql = request.getfixturevalue("postgresql")
    with postgresql.database() as url, _serving(Store(url), OtherProgram(url)) as setting:
        yield setting


@contextmanager
def _ray(request: pytest.FixtureRequest) -> Iterator[Setting]:
    cluster: Cluster = request.getfixturevalue("ray_cluster")
    postgresql = request.getfixturevalue("postgresql")
    with pytest.MonkeyPatch.context() as patch, postgresql.database() as url:
        for name, value in cluster.environment.items():
            patch.setenv(name, value)
        store = Store(url)
        with _serving(store, start_executor(store, Host(executor="ray")), cluster.session) as setting:
            yield setting


EXECUTORS = [
    pytest.param(_pool, id="pool"),
    pytest.param(_worker, id="worker", marks=pytest.mark.postgresql),
    pytest.param(_ray, id="ray", marks=pytest.mark.postgresql),
]


@pytest.fixture(scope="module", params=EXECUTORS)
def setting(request: pytest.FixtureRequest, environment: None) -> Iterator[Setting]:
    with request.param(request) as begun:
        yield begun


def undisturbed(run: Run, folder: Path) -> pd.DataFrame:
    """The losses of a run that is trained here, in one go."""
    store = Store(f"sqlite:///{folder}/here.sqlite")
    store.submit(run.experiment, run.data_name, run.data_fingerprint, ENGINE_VERSION, run.device)
    claimed = store.claim()
    assert claimed is not None
    execute(store, claimed, load)
    losses, _ = store.read(claimed.id, "losses")
    store.close()
    return losses


def stopped(setting: Setting, run: Run) -> Run:
    setting.store.steering(None).request_stop(run.id)
    return setting.until(run, lambda seen: seen.finished_at is not None)


def test_a_run_is_trained_and_the_roster_tells_by_whom(setting: Setting) -> None:
    run = setting.submit(steps=50)
    assert setting.until(run, lambda seen: seen.state == "done").step == 50
    serving = setting.store.workers()
    assert serving
    assert all(worker.devices["cpu"] == "CPU" for worker in serving)


def test_two_runs_are_trained_at_once_and_stopped(setting: Setting) -> None:
    pair = [setting.submit(100_000, seed) for seed in (2, 3)]
    for run in pair:
        setting.until(run, lambda seen: seen.step > 0)
    assert [setting.until(run, lambda seen: True).state for run in pair] == ["running", "running"]
    assert [stopped(setting, run).state for run in pair] == ["stopped", "stopped"]


def test_a_paused_run_makes_room_and_goes_on(setting: Setting) -> None:
    steering = setting.store.steering(None)
    paused = setting.submit(100_000, seed=4)
    steering.pause(paused.id, 30)
    others = [setting.submit(50, seed) for seed in (5, 6)]
    for other in others:
        assert setting.until(other, lambda seen: seen.state == "done").step == 50
    rests = setting.until(paused, lambda seen: seen.state == "paused")
    assert rests.step >= 30  # more, where it was under way before it heard of the pause
    steering.pause(paused.id, rests.step + 1)
    setting.executor.wake()
    again = setting.until(paused, lambda seen: seen.state == "paused" and seen.step > rests.step)
    assert again.step == rests.step + 1
    steering.resume(paused.id)
    setting.executor.wake()
    setting.until(paused, lambda seen: seen.state == "running" and seen.step > again.step)
    assert stopped(setting, paused).state == "stopped"


def test_a_run_whose_worker_is_killed_goes_on_with_the_same_numbers(setting: Setting, tmp_path: Path) -> None:
    run = setting.submit(6_000, seed=7)
    setting.until(run, lambda seen: seen.step > 500)
    setting.kill(run)
    done = setting.until(run, lambda seen: seen.state == "done")
    assert (done.attempt, done.requeued) == (2, 1)
    losses, _ = setting.store.read(run.id, "losses")
    pd.testing.assert_frame_equal(losses, undisturbed(run, tmp_path))


def test_at_the_end_what_is_in_hand_is_in_the_queue_again(setting: Setting) -> None:
    """The last test of each, as nobody trains afterwards."""
    run = setting.submit(100_000, seed=8)
    setting.until(run, lambda seen: seen.step > 0)
    setting.executor.close()
    left = setting.until(run, lambda seen: seen.state != "running")
    assert (left.state, left.requeued) == ("queued", 0)
    assert setting.store.workers() == []
