"""The app without its server: a real store, no workers, and data that never change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget
from ui.stand_ins import FixedLibrary, IdlePool

from bnviz.data import load
from bnviz.data.library import Library
from bnviz.host import Host
from bnviz.runs.forecast.admission import Admission
from bnviz.runs.roster import Serving
from bnviz.runs.store import Store
from bnviz.runs.workers.pool import Pool
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
    opened.sign_in(Serving("worker", "machine", {"cpu": "CPU", "cuda": "a GPU"}))
    yield opened
    opened.close()


@pytest.fixture
def settings() -> Host:
    """What the host decides; a test that is about its limits gives others."""
    return Host()


@pytest.fixture(autouse=True)
def _services(
    store: Store, pool: IdlePool, library: FixedLibrary, settings: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Services(store, cast(Pool, pool), cast(Library, library), Admission(store, settings))
    monkeypatch.setattr("bnviz.ui.services._opened", lambda: shared)
    monkeypatch.setattr("bnviz.ui.datasets.load", lambda name: load("mnist-sample"))
    monkeypatch.setattr("bnviz.ui.visitor._cookie", lambda: "")  # no browser, no cookies
    monkeypatch.setattr("bnviz.ui.live.FIRST_POINT_WITHIN", 0.0)  # no worker: no point would ever come


@pytest.fixture
def app() -> AppTest:
    """The app, not yet opened."""
    return AppTest.from_file(str(PROJECT / "frame.py"), default_timeout=30)


def forced(widget: Widget) -> Any:
    """A widget as it is for a visitor who takes the greying off in the browser."""
    widget.proto.disabled = False
    return widget
