"""A small run of each kind, trained once, as a store has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from views.recorded import noise

from bnviz.data import Dataset
from bnviz.data.sample import read_sample
from bnviz.experiment import Arm, Experiment
from bnviz.export.tables import Tables, read_tables
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

SMALL = Experiment(
    depth=2,
    width=6,
    batch_size=8,
    steps=25,
    init_std=0.5,
    arms=(
        Arm(normalization="none", learning_rate=0.5),
        Arm(normalization="batch", learning_rate=0.2),
        Arm(normalization="none", learning_rate=10, init_scale=1000),
        Arm(normalization="layer", learning_rate=0.2),
    ),
)
SCORES = SMALL.model_copy(update={"detail": "scores"})
MAPS = SMALL.model_copy(update={"architecture": "convolutional", "maps": 4, "arms": SMALL.arms[:2]})

Record = Callable[[Experiment], Run]


@pytest.fixture(scope="session")
def sample() -> Dataset:
    return read_sample()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path_factory.mktemp('store')}/runs.sqlite")) as opened:
        yield opened


@pytest.fixture(scope="session")
def record(store: Store) -> Record:
    """Trains an experiment as a worker does, once."""

    def recorded(experiment: Experiment) -> Run:
        data = noise()
        run = store.submit(experiment, data.name, data.fingerprint, ENGINE_VERSION, "cpu")
        if claimed := store.claim("me"):
            execute(store, claimed, lambda name: data)
        return store.get(run.id) or run

    return recorded


@pytest.fixture(scope="session")
def run(record: Record) -> Run:
    return record(SMALL)


@pytest.fixture(scope="session")
def tables(store: Store, run: Run) -> Tables:
    return read_tables(store, run.id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
