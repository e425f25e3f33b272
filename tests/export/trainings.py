"""The same training by the engine and by a program of its own."""

from typing import Any, NamedTuple

import numpy as np

from bnviz.data import Dataset, looked
from bnviz.experiment import Experiment
from bnviz.maths import Array
from bnviz.training.loop import Training


class Result(NamedTuple):
    """The losses of all steps, (steps, arms), and the test accuracies in the end, (arms,)."""

    losses: Array
    accuracies: Array


def by_engine(experiment: Experiment, dataset: Dataset) -> Result:
    training = Training(experiment, looked(dataset, experiment.look))
    for _ in training.steps():
        pass
    return Result(training.losses(0, experiment.steps), training.scores().test_accuracy)


def run(code: str) -> dict[str, Any]:
    """The names that a program makes when it is imported."""
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(code, "program", "exec"), names)
    return names


def by_program(code: str, *arguments: str) -> Result:
    names = run(code)
    train_set, test_set = names["load"](*arguments)
    networks, losses = names["train"](train_set, test_set)
    accuracies = [names["score"](network, *test_set)[1] for network in networks]
    return Result(np.array(losses), np.array(accuracies))


def assert_equal(one: Result, other: Result) -> None:
    """Losses but for rounding, and accuracies but for an image or so in a thousand."""
    np.testing.assert_allclose(one.losses, other.losses, rtol=1e-4)
    np.testing.assert_allclose(one.accuracies, other.accuracies, atol=1.5e-3)
