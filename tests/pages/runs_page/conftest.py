"""The page of all runs, before Anna, who trained some of them."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from views.recorded import recorded

from bnviz.experiment import Setup
from bnviz.runs.run import Run
from bnviz.runs.store import Store

from .listing import ANNA, Ended, Opened, queued, result


@pytest.fixture(autouse=True)
def _anna(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sits before the page, unless a test says otherwise."""
    monkeypatch.setattr("bnviz.ui.visitor.visitor_id", lambda token: ANNA)


@pytest.fixture
def ended(store: Store) -> Ended:
    """Makes a run with a result and layers, summed up."""

    def make(owner: str | None = ANNA, *, diverged: int | None = None, **settings: Any) -> Run:
        setup = Setup(**{"depth": 2, "width": 10, "batch_size": 8, "steps": 6} | settings)
        run = queued(store, setup.experiment(), owner)
        claimed = store.claim("worker", run.id)
        assert claimed is not None
        _, curves = recorded(**settings)
        tables = {name: getattr(curves, name) for name in ("losses", "tests", "layers", "distributions")}
        store.append(claimed, tables, 6, 0.1)
        store.finish(claimed, "done", result(run.experiment, diverged), seconds=0.1)
        store.catalogue.catch_up()
        found = store.get(run.id)
        assert found is not None
        return found

    return make


@pytest.fixture
def opened(app: AppTest) -> Opened:
    def open_runs(**query: str) -> AppTest:
        app.run()
        app.switch_page("pages/runs.py")
        app.query_params.update(query)
        return app.run()

    return open_runs
