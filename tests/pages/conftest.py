"""The app without its server: a real store, no workers, and data that never change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary, IdlePool

from bnviz.data import load
from bnviz.data.library import Library
from bnviz.runs.pool import Pool
from bnviz.runs.store import Store
from bnviz.ui.services import Services

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def pool() -> IdlePool:
    return IdlePool()


@pytest.fixture
def library() -> FixedLibrary:
    return FixedLibrary()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _services(store: Store, pool: IdlePool, library: FixedLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Services(store, cast(Pool, pool), cast(Library, library))
    monkeypatch.setattr("bnviz.ui.services._opened", lambda: shared)
    monkeypatch.setattr("bnviz.ui.datasets.load", lambda name: load("mnist-sample"))
    monkeypatch.setattr("bnviz.ui.visitor._cookie", lambda: "")  # no browser, no cookies
    monkeypatch.setattr("bnviz.ui.live.FIRST_POINT_WITHIN", 0.0)  # no worker: no point would ever come


@pytest.fixture
def app() -> AppTest:
    """The app, not yet opened."""
    return AppTest.from_file(str(PROJECT / "app.py"), default_timeout=30)
