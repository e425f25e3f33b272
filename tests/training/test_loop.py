from itertools import permutations

import numpy as np
import pytest
import torch

from bnviz.data import DataError, Dataset
from bnviz.experiment import Arm
from bnviz.training.evaluation import score
from bnviz.training.loop import Array, Training
from bnviz.training.probes import Snapshot
from bnviz.training.schedule import snapshot_steps

from .examples import MIXED, small
from .oracle import arm_states, network

TABLES = ("tests", "answers", "layers", "units", "distributions", "batches")


def snapshots(training: Training) -> list[Snapshot]:
    """Train to the end."""
    return [snapshot for snapshot in training.steps() if snapshot]


def by_arm(training: Training) -> list[Array]:
    """All that a training tells, every array with the arms first."""
    taken = snapshots(training)
    tables = [getattr(snapshot, name) for snapshot in taken for name in TABLES]
    values = [column for table in tables for column in table.values()]
    return [training.losses(0, training.experiment.steps).T, *training.scores(), *values]


def test_a_training_yields_before_the_first_step_and_after_each_and_snapshots_where_due(
    dataset: Dataset,
) -> None:
    training = Training(small(steps=120), dataset)
    yielded = list(training.steps())
    assert len(yielded) == 121
    taken = {place: snapshot.step for place, snapshot in enumerate(yielded) if snapshot}
    assert tuple(taken) == tuple(taken.values()) == snapshot_steps(120)


def test_nothing_is_trained_before_it_is_asked_for(dataset: Dataset) -> None:
    training = Training(small(), dataset)
    steps, before = training.steps(), training.stack.parameters.clone()
    next(steps)
    assert torch.equal(training.stack.parameters, before)
    next(steps)
    assert not torch.equal(training.stack.parameters, before)


def test_every_step_has_its_losses_as_soon_as_it_is_done(dataset: Dataset) -> None:
    training = Training(small(steps=10), dataset)
    for step in range(1, 7):
        training.train_step(step)
    losses = training.losses(0, 10)
    assert losses.shape == (10, len(MIXED))
    assert losses.dtype == np.float32
    assert np.isfinite(losses[:6]).all()
    assert np.isnan(losses[6:]).all()
    np.testing.assert_array_equal(training.losses(2, 5), losses[2:5])


def test_scores_are_those_of_each_network_on_all_images(dataset: Dataset) -> None:
    training = Training(small(), dataset, dtype=torch.float64)
    snapshots(training)
    scores, arms = training.scores(), zip(MIXED, arm_states(training.stack), strict=True)
    parts = [
        (training.images.inputs(images), labels)
        for images, labels in (training.images.train, training.images.test)
    ]
    for place, (arm, state) in enumerate(arms):
        alone = network(training.experiment, arm, state).eval()
        expected = [
            value.item() for images, labels in parts for value in score(alone(images).T[None], labels)
        ]
        np.testing.assert_allclose([column[place] for column in scores], expected, rtol=1e-6)


def test_the_same_experiment_gives_the_same_numbers_to_the_last_bit(dataset: Dataset) -> None:
    one, other = (by_arm(Training(small(), dataset)) for _ in range(2))
    for ours, theirs in zip(one, other, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_every_arm_has_its_own_numbers_in_whatever_order_the_arms_are_given(
    order: tuple[int, ...], dataset: Dataset
) -> None:
    arms = MIXED[:3]
    # In float64, since a product's rounding may depend on where in the stack its rows lie.
    given, permuted = (
        by_arm(Training(small(steps=5, arms=each), dataset, dtype=torch.float64))
        for each in (arms, tuple(arms[i] for i in order))
    )
    for ours, theirs in zip(given, permuted, strict=True):
        np.testing.assert_allclose(ours[list(order)], theirs, rtol=1e-6, atol=1e-9)


class TestDivergence:
    """One arm leaves the range of numbers; the others are as they would be without it."""

    tame = Arm(normalization="none")
    wild = Arm(normalization="none", learning_rate=10, init_scale=1e3)
    place = 2

    def train(self, dataset: Dataset, *guests: Arm, dtype: torch.dtype = torch.float32) -> Training:
        arms = (*MIXED[: self.place], *guests, *MIXED[self.place :])
        return Training(small(activation="relu", steps=20, arms=arms), dataset, dtype=dtype)

    def test_its_losses_stop_being_numbers_and_it_classifies_nothing(self, dataset: Dataset) -> None:
        training = self.train(dataset, self.wild)
        last = snapshots(training)[-1]
        finite = np.isfinite(training.losses(0, 20))
        assert not finite[10:, self.place].any()
        assert np.delete(finite, self.place, 1).all()
        assert not np.isfinite(last.tests["test_loss"][self.place])
        assert last.tests["test_accuracy"][self.place] == 0
        assert (last.answers["predictions"][self.place] == 255).all()
        assert (np.delete(last.answers["predictions"], self.place, 0) < 10).all()
        assert training.scores().test_accuracy[self.place] == 0

    def test_nothing_is_told_of_its_layers(self, dataset: Dataset) -> None:
        last = snapshots(self.train(dataset, self.wild))[-1]
        for name, column in (last.layers | last.units | last.distributions | last.batches).items():
            assert not np.isfinite(column[self.place]).any(), name

    def test_its_company_has_the_same_numbers_to_the_last_bit_as_with_a_tame_arm_there(
        self, dataset: Dataset
    ) -> None:
        one, other = (by_arm(self.train(dataset, arm)) for arm in (self.wild, self.tame))
        for ours, theirs in zip(one, other, strict=True):
            np.testing.assert_array_equal(np.delete(ours, self.place, 0), np.delete(theirs, self.place, 0))

    def test_its_company_has_the_same_numbers_but_for_rounding_as_without_it(self, dataset: Dataset) -> None:
        # Not to the last bit: a product of another size may add its terms in another order.
        one, other = (
            by_arm(self.train(dataset, *guests, dtype=torch.float64)) for guests in ([self.wild], [])
        )
        for ours, theirs in zip(one, other, strict=True):
            np.testing.assert_allclose(np.delete(ours, self.place, 0), theirs, rtol=1e-6, atol=1e-9)


def test_a_mini_batch_larger_than_the_data_set_is_refused(dataset: Dataset) -> None:
    with pytest.raises(DataError, match="Batch size 301 is too large; it must be at most 300"):
        Training(small(batch_size=301), dataset)
