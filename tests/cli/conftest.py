"""The command line in this process: its own store, no network, and tiny experiments."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import bnviz.cli.run
from bnviz.cli.main import main
from bnviz.cli.request import requested
from bnviz.data import load
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION

TINY = ("steps=30", "depth=1", "width=4", "batch_size=8")


class Outcome(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        return json.loads(self.out.splitlines()[-1])


Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BNVIZ_DATABASE_URL", f"sqlite:///{tmp_path}/runs.sqlite")
    monkeypatch.setenv("BNVIZ_MNIST_MIRRORS", "http://127.0.0.1:9/")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("BNVIZ_DATA_DIR", raising=False)


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The threads that were asked for; the engine that all tests share is left as it is."""
    asked_for: list[int] = []
    monkeypatch.setattr(bnviz.cli.run, "prepare_process", asked_for.append)
    return asked_for


@pytest.fixture
def store() -> Iterator[Store]:
    """The store that the commands use."""
    opened = Store()
    yield opened
    opened.close()


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """`command("run", "--preset", "quick-look")`, as a shell would give it."""

    def call(*arguments: str) -> Outcome:
        status = main(arguments)
        return Outcome(status, *capsys.readouterr())

    return call


@pytest.fixture
def train(command: Command) -> Command:
    """A tiny run of a preset, reported as JSON; further options may follow."""
    return lambda *options: command("run", "--preset", "quick-look", "--set", *TINY, "--json", *options)


def held_elsewhere(store: Store) -> Run:
    """The run that `train` asks for, claimed by another process."""
    sample = load("mnist-sample")
    experiment = requested("quick-look", None, TINY)
    run = store.submit(experiment, sample.name, sample.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim("another process", run.id)
    assert claimed is not None
    return claimed


def now(store: Store, run_id: str) -> Run:
    found = store.get(run_id)
    assert found is not None
    return found
