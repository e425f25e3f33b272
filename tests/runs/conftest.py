import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bnviz.data import Dataset
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

from .small_runs import Clock, now
from .visitors import EXPERIMENT, SCHEDULED, Train, Visit


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Noise for digits."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (300, 784), dtype=np.uint8)
    labels = generator.integers(0, 10, 300)
    return Dataset("mnist-sample", images[:200], labels[:200], images[200:], labels[200:])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/runs.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database; all that is said of the store holds on both kinds."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    with request.getfixturevalue("postgresql").database() as address:
        yield address


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    opened = Store(url, clock)
    yield opened
    opened.close()


@pytest.fixture
def new(store: Store, dataset: Dataset) -> Run:
    """A queued run."""
    return store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")


@pytest.fixture
def train(store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Train:
    """A worker that takes few Snapshots of its own accord, records often and hears what is wanted at once."""
    monkeypatch.setattr("bnviz.training.loop.snapshot_steps", lambda steps: SCHEDULED)
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.05)
    monkeypatch.setattr("bnviz.runs.workers.recorder.LOOK_EVERY", 0.001)

    def follow(
        run: Run, visit: Visit = lambda run: None, *, store: Store = store, turn: float = math.inf
    ) -> Run:
        claimed = store.claim("worker", run.id)
        assert claimed is not None
        execute(store, claimed, lambda name: dataset, lambda step: visit(now(store, run)), turn)
        return now(store, run)

    return follow
