"""What is told of the cost of a training before it is asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bnviz.experiment import Experiment, Setup
from bnviz.runs.schema import State
from bnviz.ui.price import price
from bnviz.ui.services import Services

from .runs import a_run

SHORT, LONG, LONGER = (Setup(steps=steps).experiment() for steps in (100, 200, 400))


def shared(workers: int, known: Experiment | None = None, state: State = "done") -> Services:
    """A host on which a step takes 0.1 s."""
    admission: dict[str, Any] = {
        "estimate": lambda experiment, device: SimpleNamespace(seconds=experiment.steps / 10),
        "workers": lambda: workers,
    }
    found = lambda experiment, device: a_run(state=state) if experiment == known else None  # noqa: E731
    return cast(Services, SimpleNamespace(admission=SimpleNamespace(**admission), find=found))


@pytest.mark.parametrize(
    ("workers", "words"),
    [(1, "about 1 min"), (2, "about 40 s"), (3, "about 40 s")],
)
def test_several_trainings_share_the_workers_but_one_is_not_split(workers: int, words: str) -> None:
    assert price(shared(workers), [SHORT, LONG, LONGER], "cpu") == f"{words} of training here"


def test_what_is_trained_already_costs_nothing() -> None:
    assert price(shared(1, LONGER), [SHORT, LONGER], "cpu") == "about 10 s of training here"
    assert price(shared(1, SHORT), [SHORT], "cpu") == "trained already: Train shows it at once"


@pytest.mark.parametrize("state", ["queued", "running", "paused"])
def test_what_is_not_done_is_not_shown_at_once_and_the_words_keep_their_place(state: State) -> None:
    assert price(shared(1, SHORT, state), [SHORT], "cpu") == "&nbsp;"
