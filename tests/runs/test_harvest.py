"""What is gathered between two appends: everything once, at its own time."""

from __future__ import annotations

import pytest

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.workers.harvest import Harvest
from bnviz.training.loop import Training

PLAN = Experiment(depth=2, width=6, batch_size=16, steps=30, checkpoints=(0, 4, 25))
APPENDS = (0, 3, 4, 24, 30)


def bring_in_all(plan: Experiment, dataset: Dataset) -> list[dict[str, list[int]]]:
    """The steps of the rows of each table, at each of `APPENDS`."""
    training, harvest, brought = Training(plan, dataset), Harvest(), []
    for step, snapshot in enumerate(training.steps()):
        harvest.take(training, step, snapshot)
        assert (harvest.seen == step) == (snapshot is not None)
        if step in APPENDS:
            after = max((last for last in APPENDS if last < step), default=0)
            frames = harvest.bring_in(training, after, step)
            brought.append({name: frame["step"].unique().tolist() for name, frame in frames.items()})
    return brought


def test_each_step_and_each_checkpoint_is_brought_in_once(dataset: Dataset) -> None:
    brought = bring_in_all(PLAN, dataset)
    assert [each.get("parameters", []) for each in brought] == [[0], [], [4], [], [25]]
    for name in ("losses", "statistics"):
        assert [each[name] for each in brought] == [[], [1, 2, 3], [4], [*range(5, 25)], [*range(25, 31)]]
    assert [each["tests"][0] for each in brought] == [0, 1, 4, 5, 25]


@pytest.mark.parametrize("name", ["parameters", "statistics"])
def test_without_checkpoints_there_is_nothing_of_them(name: str, dataset: Dataset) -> None:
    plain = PLAN.model_copy(update={"checkpoints": ()})
    assert not any(name in each for each in bring_in_all(plain, dataset))
