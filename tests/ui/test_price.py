"""What is told of the cost of a training before it is asked for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bnviz.experiment import Experiment, Setup
from bnviz.ui.price import price
from bnviz.ui.services import Services

SHORT, LONG, LONGER = (Setup(steps=steps).experiment() for steps in (100, 200, 400))


def shared(workers: int, trained: Experiment | None = None) -> Services:
    """A host on which a step takes 0.1 s."""
    admission: dict[str, Any] = {
        "estimate": lambda experiment, device: SimpleNamespace(seconds=experiment.steps / 10),
        "host": SimpleNamespace(workers=1),
    }
    found = lambda experiment, device: "a run" if experiment == trained else None  # noqa: E731
    return cast(
        Services,
        SimpleNamespace(admission=SimpleNamespace(**admission), find=found, workers_alive=lambda: workers),
    )


@pytest.mark.parametrize(
    ("workers", "words"),
    [(0, "about 1 min"), (1, "about 1 min"), (2, "about 40 s"), (3, "about 40 s")],
)
def test_several_trainings_share_the_workers_but_one_is_not_split(workers: int, words: str) -> None:
    assert price(shared(workers), [SHORT, LONG, LONGER], "cpu") == f"{words} of training here"


def test_what_is_trained_already_costs_nothing() -> None:
    assert price(shared(1, LONGER), [SHORT, LONGER], "cpu") == "about 10 s of training here"
    assert price(shared(1, SHORT), [SHORT], "cpu") == "asked for before: shown at once"
