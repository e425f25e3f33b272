"""Learning rates that change on the way, and Snapshots that are asked for while a training runs."""

import numpy as np
import pytest
import torch

from bnviz.data import Dataset
from bnviz.experiment import Arm, Change, Experiment
from bnviz.training.loop import Training
from bnviz.training.optimizers import OPTIMIZERS
from bnviz.training.probes import Snapshot

from .examples import MIXED, small
from .oracle import arm_states, distance, train_networks

ALIKE = Arm(normalization="batch", learning_rate=0.001), Arm(normalization="none", learning_rate=0.001)
CHANGES = (
    Change(step=4, learning_rate=0.0001),
    Change(step=5, learning_rate=0.003),
    Change(step=19, learning_rate=0.0002),
)

each_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)
each_arms = pytest.mark.parametrize("arms", [MIXED, ALIKE], ids=["mixed", "alike"])


def train(training: Training) -> list[Snapshot]:
    return [snapshot for snapshot in training.steps() if snapshot]


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """To the last bit."""
    for name, columns in vars(one).items():
        if name != "step":
            np.testing.assert_equal(columns, getattr(other, name), err_msg=f"{name} at step {one.step}")


def assert_ended_alike(one: Training, other: Training) -> None:
    """To the last bit."""
    torch.testing.assert_close(arm_states(one.stack), arm_states(other.stack), rtol=0, atol=0)
    np.testing.assert_array_equal(one.losses(0, 20), other.losses(0, 20))


@each_arms
@each_optimizer
def test_changes_are_those_of_torchs_optimizers(
    optimizer: str, arms: tuple[Arm, ...], dataset: Dataset
) -> None:
    experiment = small(steps=20, optimizer=optimizer, arms=arms, changes=CHANGES)
    expected = train_networks(Training(experiment, dataset, dtype=torch.float64))
    training = Training(experiment, dataset, dtype=torch.float64)
    train(training)
    losses = training.losses(0, 20).T
    for ours, arm_losses, theirs in zip(arm_states(training.stack), losses, expected, strict=True):
        np.testing.assert_allclose(arm_losses, theirs.losses, rtol=1e-6)
        assert distance(ours, theirs.end) <= 1e-9 * theirs.way()


@each_optimizer
def test_without_the_changes_it_would_end_elsewhere(optimizer: str, dataset: Dataset) -> None:
    experiment = small(steps=20, optimizer=optimizer)
    plain, changed = (
        train_networks(Training(each, dataset, dtype=torch.float64))
        for each in (experiment, experiment.model_copy(update={"changes": CHANGES}))
    )
    for one, other in zip(plain, changed, strict=True):
        assert distance(one.end, other.end) > 1e-5 * one.way()


@each_arms
@each_optimizer
def test_changing_on_the_way_is_the_same_as_planning_it_to_the_last_bit(
    optimizer: str, arms: tuple[Arm, ...], dataset: Dataset
) -> None:
    experiment = small(steps=20, optimizer=optimizer, arms=arms)
    planned = Training(experiment.model_copy(update={"changes": CHANGES}), dataset)
    live, rates = Training(experiment, dataset), {change.step: change.learning_rate for change in CHANGES}
    for made, (one, other) in enumerate(zip(planned.steps(), live.steps(), strict=True)):
        if made in rates:
            live.change_rate(rates[made])
        assert one
        assert other
        assert_same(one, other)
    assert_ended_alike(planned, live)


@each_optimizer
def test_a_change_before_the_first_step_is_another_learning_rate_from_the_start(
    optimizer: str, dataset: Dataset
) -> None:
    first = Change(step=0, learning_rate=0.002)
    changed = small(steps=20, optimizer=optimizer, changes=(first,))
    arms = tuple(arm.model_copy(update={"learning_rate": 0.002}) for arm in MIXED)
    one, other = (
        Training(each, dataset, dtype=torch.float64)
        for each in (changed, small(steps=20, optimizer=optimizer, arms=arms))
    )
    train(one), train(other)
    for ours, theirs in zip(arm_states(one.stack), arm_states(other.stack), strict=True):
        assert distance(ours, theirs) < 1e-9


class TestLookingAtMore:
    """Snapshots on top of the schedule, which here is far apart."""

    scheduled = (0, 1, 2, 6, 15, 20)
    asked = (3, 4, 11, 20)

    @pytest.fixture(autouse=True)
    def far_apart(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bnviz.training.loop.snapshot_steps", lambda steps: self.scheduled)

    @pytest.fixture(params=["sgd", "adam"])
    def experiment(self, request: pytest.FixtureRequest) -> Experiment:
        return small(steps=20, optimizer=request.param, depth=6)

    def test_they_are_taken(self, experiment: Experiment, dataset: Dataset) -> None:
        training = Training(experiment, dataset)
        for step in self.asked:
            training.look_at(step)
        steps = [snapshot.step for snapshot in train(training)]
        assert steps == sorted({*self.scheduled, *self.asked})

    def test_one_may_be_asked_for_on_the_way(self, experiment: Experiment, dataset: Dataset) -> None:
        training, taken = Training(experiment, dataset), []
        for step, snapshot in enumerate(training.steps()):
            taken += [snapshot.step] if snapshot else []
            if step == 7:
                training.look_at(8)
        assert taken == sorted({*self.scheduled, 8})

    def test_they_change_no_other_snapshot_and_nothing_of_the_training(
        self, experiment: Experiment, dataset: Dataset
    ) -> None:
        closely, plainly = (Training(experiment, dataset) for _ in range(2))
        for step in self.asked:
            closely.look_at(step)
        taken = {snapshot.step: snapshot for snapshot in train(closely)}
        for snapshot in train(plainly):
            assert_same(taken[snapshot.step], snapshot)
        assert_ended_alike(closely, plainly)
