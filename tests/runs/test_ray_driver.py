"""What the driver asks of a cluster, told by one that does nothing of itself."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

ray_driver = pytest.importorskip("bnviz.runs.workers.ray_driver", exc_type=ImportError)

from ray.exceptions import WorkerCrashedError  # noqa: E402

from bnviz.runs.store import Store  # noqa: E402
from bnviz.runs.workers.ray_driver import MOST_AHEAD, STUBBORN, Driver  # noqa: E402

from .small_runs import Clock, now, submit  # noqa: E402


class IdleCluster:
    """Takes tasks, and lets the test say what becomes of them."""

    def __init__(self) -> None:
        self.tasks: list[tuple[str, str]] = []  # name and kind
        self.over: dict[int, Exception | None] = {}
        self.cancelled: list[tuple[int, bool]] = []
        self.shares: list[float] = []

    def remote(self, *, num_cpus: float, num_gpus: float, max_retries: int) -> Callable[[object], Any]:
        assert (num_cpus, max_retries) == (1, 0)
        self.shares.append(num_gpus)
        return lambda function: SimpleNamespace(remote=self._take)

    def _take(self, url: str, name: str, kind: str) -> int:
        self.tasks.append((name, kind))
        return len(self.tasks) - 1

    def wait(self, tasks: list[int], **_: Any) -> tuple[list[int], list[int]]:
        over = [task for task in tasks if task in self.over]
        return over, [task for task in tasks if task not in over]

    def get(self, task: int) -> None:
        if error := self.over[task]:
            raise error

    def cancel(self, task: int, force: bool = False) -> None:
        self.cancelled.append((task, force))


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> IdleCluster:
    idle = IdleCluster()

    for name in ("remote", "wait", "get", "cancel"):
        monkeypatch.setattr(ray_driver.ray, name, getattr(idle, name))
    return idle


@pytest.fixture
def driver(store: Store, cluster: IdleCluster) -> Driver:
    return Driver(store, gpus=0.25)


def test_a_task_waits_for_each_run_that_waits(store: Store, cluster: IdleCluster, driver: Driver) -> None:
    assert cluster.shares == [0.0, 0.25]
    for seed in range(3):
        submit(store, seed)
    submit(store, 1, device="cuda:0")
    submit(store, 1, device="mps")
    driver.look()
    driver.look()
    assert sorted(kind for _, kind in cluster.tasks) == ["cpu", "cpu", "cpu", "cuda"]


def test_one_that_trains_is_not_one_that_waits(store: Store, cluster: IdleCluster, driver: Driver) -> None:
    submit(store, 1)
    driver.look()
    assert store.claim(cluster.tasks[0][0]) is not None
    submit(store, 2)
    driver.look()
    assert len(cluster.tasks) == 2


def test_a_long_queue_stays_with_the_store(store: Store, cluster: IdleCluster, driver: Driver) -> None:
    for seed in range(MOST_AHEAD + 5):
        submit(store, seed)
    driver.look()
    assert len(cluster.tasks) == MOST_AHEAD


def test_the_run_of_a_task_that_died_is_queued_and_handed_over_again(
    store: Store, cluster: IdleCluster, driver: Driver
) -> None:
    run = submit(store)
    driver.look()
    store.claim(cluster.tasks[0][0])
    cluster.over[0] = WorkerCrashedError()
    driver.look()
    assert (now(store, run).state, now(store, run).requeued) == ("queued", 1)
    assert len(cluster.tasks) == 2


def test_a_task_that_does_not_stop_is_ended_by_force(
    store: Store, cluster: IdleCluster, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Clock(0.0)
    monkeypatch.setattr("bnviz.runs.workers.ray_driver.time.monotonic", watch)
    run = submit(store)
    driver.look()
    store.claim(cluster.tasks[0][0])
    store.steering(None).request_stop(run.id)
    driver.look()
    watch.now = STUBBORN
    driver.look()
    assert cluster.cancelled == []
    watch.now += 1
    driver.look()
    assert cluster.cancelled == [(0, True)]
    cluster.over[0] = WorkerCrashedError()
    driver.look()
    assert (now(store, run).state, now(store, run).requeued) == ("stopped", 0)


def test_at_the_end_every_task_is_asked_to_put_its_run_down(
    store: Store, cluster: IdleCluster, driver: Driver
) -> None:
    submit(store)
    driver.look()
    driver.farewell()
    assert cluster.cancelled == [(0, False)]
