"""The statistics of every mini-batch, beside those of what reaches torch.nn's layers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.training.batch_history import BatchStatistics
from bnviz.training.loop import Training

from .examples import small
from .oracle import arm_states, inputs_of, mini_batches, network

ARMS = (
    Arm(normalization="none", learning_rate=0.05),
    Arm(normalization="batch", learning_rate=0.2, init_scale=2),
    Arm(normalization="batch", learning_rate=0.05, init_scale=0.001),
)
STEPS = 6
KEPT = small(steps=STEPS, arms=ARMS, checkpoints=(STEPS,))


def read(training: Training, after: int, last: int) -> BatchStatistics:
    statistics = training.statistics(after, last)
    assert statistics is not None
    return statistics


def trained(experiment: Experiment, dataset: Dataset) -> Training:
    training = Training(experiment, dataset)
    list(training.steps())
    return training


def test_statistics_are_those_of_what_reaches_each_layer_of_torch(dataset: Dataset) -> None:
    """Also where the variance is smaller than ε, as with the faint first weights here."""
    training = Training(KEPT, dataset, dtype=torch.float64)
    batches = list(mini_batches(training))
    states = [arm_states(training.stack) for _ in training.steps()]
    arms, mean, variance = read(training, 0, STEPS)
    assert arms == [1, 2]
    for (step, (images, _)), (number, place) in product(enumerate(batches), enumerate(arms)):
        alone = network(KEPT, ARMS[place], states[step][place]).train()
        for layer, values in enumerate(inputs_of("norm", alone, images)):
            np.testing.assert_allclose(mean[step, number, layer], values.mean(0), rtol=1e-5, atol=1e-8)
            np.testing.assert_allclose(variance[step, number, layer], values.numpy().var(0), rtol=1e-5)
    assert variance.min() < 1e-5


def test_reading_piece_by_piece_is_reading_at_once(dataset: Dataset) -> None:
    whole = read(trained(KEPT, dataset), 0, STEPS)
    training = trained(KEPT, dataset)
    pieces = [read(training, after, last) for after, last in [(0, 0), (0, 2), (2, 5), (5, 5), (5, STEPS)]]
    for name in ("mean", "variance"):
        joined = np.concatenate([getattr(piece, name) for piece in pieces])
        np.testing.assert_array_equal(joined, getattr(whole, name))
        assert joined.shape == (STEPS, 2, KEPT.depth, KEPT.width)


def test_what_was_read_is_let_go(dataset: Dataset) -> None:
    training = trained(KEPT, dataset)
    read(training, 4, STEPS)
    with pytest.raises(KeyError):
        read(training, 0, STEPS)


def test_a_constant_unit_has_variance_0_but_for_rounding_and_a_diverged_one_none(dataset: Dataset) -> None:
    blank = np.zeros_like(dataset.train_images)
    still = Dataset("mnist-sample", blank, dataset.train_labels, dataset.test_images, dataset.test_labels)
    experiment = small(input="raw", steps=1, arms=(Arm(),), checkpoints=(1,))
    variance = read(trained(experiment, still), 0, 1).variance[:, :, 0]
    assert ((variance >= 0) & (variance < 1e-11)).all()
    training = Training(experiment, dataset)
    training.stack.parameters.fill_(torch.nan)
    list(training.steps())
    assert np.isnan(read(training, 0, 1).variance).all()


def test_without_checkpoints_there_are_none_and_the_losses_are_the_same(dataset: Dataset) -> None:
    plain, kept = (trained(KEPT.model_copy(update={"checkpoints": c}), dataset) for c in [(), (0, 3)])
    assert plain.statistics(0, STEPS) is None
    np.testing.assert_array_equal(plain.losses(0, STEPS), kept.losses(0, STEPS))


def test_without_an_arm_with_batch_normalization_there_is_no_arm_in_them(dataset: Dataset) -> None:
    statistics = read(trained(small(arms=ARMS[:1], steps=STEPS, checkpoints=(0,)), dataset), 0, STEPS)
    assert statistics.arms == []
    assert statistics.mean.shape == (STEPS, 0, 2, 12)
