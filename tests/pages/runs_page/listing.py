"""Runs to be listed, and what the page of all runs says of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest
from views.recorded import noise

from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.store import Store

ANNA, BEN = "a" * 64, "b" * 64

Ended = Callable[..., Run]
Opened = Callable[..., AppTest]


def queued(store: Store, experiment: Experiment, owner: str | None = ANNA) -> Run:
    return store.submit(experiment, "mnist", noise().fingerprint, "1", "cpu", owner)


def result(experiment: Experiment, diverged: int | None) -> dict[str, Any]:
    """The first arm does well, the last one diverges if it is to."""
    arms = [{"test_loss": 0.1, "test_accuracy": 0.975, "diverged_at": None} for _ in experiment.arms]
    if diverged is not None:
        arms[-1] = {"test_loss": None, "test_accuracy": 0.0, "diverged_at": diverged}
    return {"arms": arms}


def listed(app: AppTest) -> pd.DataFrame:
    assert not app.exception
    assert not app.error
    return app.dataframe[0].value


def told(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.markdown, *app.caption, *app.warning, *app.info])


def chosen(app: AppTest) -> list[str]:
    ids: list[str] = app.session_state["runs_chosen"]
    return ids
