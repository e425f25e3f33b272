"""The cures on trained networks, against torch and against direct computation."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from bnviz.lessons.test_time.network import BN, CHECKPOINTS, EXPERIMENT, training_batches
from bnviz.lessons.test_time.population import (
    algorithm_2,
    answers_in_batches,
    mini_batches,
    precise,
)
from bnviz.maths import Array
from bnviz.maths.batch_norm import Statistics, running_averages
from bnviz.maths.network import accuracy
from bnviz.runs.checkpoints import batch_history

from .trained import Asked, answered, buffers, twin

LEAST = {"mnist": 0.9, "mnist-sample": 0.85}  # the sample has too few digits to learn more from


def _of_first_layer(asked: Asked, count: int) -> Array:
    """Wu of the first layer for the images of `count` mini-batches, (count, m, units)."""
    weight = asked.network.hidden[0].weight
    return np.stack([batch @ weight.T for batch in training_batches(asked.recorded.digits)[:count]])


def _fresh(asked: Asked, step: int) -> list[Statistics]:
    network = asked.kept(step).network
    return algorithm_2(mini_batches(network, training_batches(asked.recorded.digits)))


def test_one_by_one_batch_statistics_know_nothing_and_population_statistics_all(asked: Asked) -> None:
    alone = accuracy(answers_in_batches(asked.network, asked.inputs, 1), asked.labels)
    fixed = accuracy(asked.network.forward(asked.inputs, asked.running).logits, asked.labels)
    assert alone <= 0.25
    assert fixed >= LEAST[asked.recorded.digits.name]
    assert len(asked.labels) == 1000


def test_a_digit_alone_is_answered_like_any_other(asked: Asked) -> None:
    logits = answers_in_batches(asked.network, asked.inputs[:5], 1)
    np.testing.assert_array_equal(logits, np.repeat(logits[:1], 5, axis=0))


@pytest.mark.parametrize("size", [2, 7, 60])
def test_mini_batches_are_answered_as_torch_does_in_training_mode(asked: Asked, size: int) -> None:
    inputs = asked.inputs[:120]  # 120 = 17 · 7 + 1: torch refuses the last one, alone
    inputs = inputs[:119] if size == 7 else inputs
    modules = twin(asked.network, asked.running)
    batches = [answered(modules, inputs[start : start + size]) for start in range(0, len(inputs), size)]
    wanted = np.concatenate(batches)
    np.testing.assert_allclose(answers_in_batches(asked.network, inputs, size), wanted, atol=1e-7)


def test_images_left_over_are_a_smaller_mini_batch(asked: Asked) -> None:
    logits = answers_in_batches(asked.network, asked.inputs[:10], 4)
    np.testing.assert_allclose(logits[8:], asked.network.forward(asked.inputs[8:10]).logits, atol=1e-12)


def test_algorithm_2_is_the_mean_of_the_unbiased_variances(asked: Asked) -> None:
    x = _of_first_layer(asked, 5)
    batches = mini_batches(asked.network, training_batches(asked.recorded.digits)).first(5)
    mean, variance = algorithm_2(batches)[0]
    np.testing.assert_allclose(mean, x.mean(axis=(0, 1)), atol=1e-12)
    np.testing.assert_allclose(variance, x.var(axis=1, ddof=1).mean(axis=0), rtol=1e-9)


def test_precise_bn_is_the_variance_of_all_examples(asked: Asked) -> None:
    x = _of_first_layer(asked, 5).reshape(-1, EXPERIMENT.width)
    batches = mini_batches(asked.network, training_batches(asked.recorded.digits)).first(5)
    mean, variance = precise(batches)[0]
    np.testing.assert_allclose(mean, x.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(variance, x.var(axis=0), rtol=1e-9)


def test_a_cumulative_average_of_torch_is_algorithm_2(asked: Asked) -> None:
    """`BatchNorm1d(momentum=None)` averages evenly over all mini-batches that it meets."""
    network, batches = asked.network, training_batches(asked.recorded.digits)[:6]
    modules = twin(network, [Statistics(np.zeros(100), np.ones(100))] * EXPERIMENT.depth)
    for module in modules:
        if isinstance(module, torch.nn.BatchNorm1d):
            module.momentum = None
    for batch in batches:
        answered(modules, batch)
    for found, wanted in zip(algorithm_2(mini_batches(network, batches)), buffers(modules), strict=True):
        np.testing.assert_allclose(found.mean, wanted.mean, atol=1e-9)
        np.testing.assert_allclose(found.variance, wanted.variance, rtol=1e-7)


@pytest.mark.parametrize("momentum", [0.01, 0.1, 1.0])
def test_the_running_averages_are_the_buffers_of_torch(asked: Asked, momentum: float) -> None:
    history = batch_history(asked.recorded.store, asked.recorded.run)[BN][0]
    way = running_averages(*history, EXPERIMENT.batch_size, momentum)
    module = torch.nn.BatchNorm1d(EXPERIMENT.width, momentum=momentum, dtype=torch.float64)
    for mean, variance in zip(history.mean[:20], history.variance[:20], strict=True):
        module(_with_moments(mean, variance, EXPERIMENT.batch_size))
    assert module.running_mean is not None
    assert module.running_var is not None
    np.testing.assert_allclose(way.mean[20], module.running_mean.numpy(), atol=1e-9)
    np.testing.assert_allclose(way.variance[20], module.running_var.numpy(), rtol=1e-9)


def test_the_running_average_of_pytorch_s_momentum_is_what_the_training_kept(asked: Asked) -> None:
    for layer, history in enumerate(batch_history(asked.recorded.store, asked.recorded.run)[BN]):
        way = running_averages(*history, EXPERIMENT.batch_size, 0.1)
        for step in CHECKPOINTS:
            kept = asked.kept(step).running[layer]
            np.testing.assert_allclose(way.mean[step], kept.mean, rtol=1e-3, atol=1e-4)
            np.testing.assert_allclose(way.variance[step], kept.variance, rtol=1e-3, atol=1e-5)


def test_early_the_running_average_lags_and_fresh_statistics_do_not(asked: Asked) -> None:
    early, late = CHECKPOINTS[0], CHECKPOINTS[-1]
    for step, least, most in ((early, 0.2, 0.6), (late, -0.02, 0.02)):
        network, running = asked.kept(step)
        lagging, fresh = (
            accuracy(network.forward(asked.inputs, statistics).logits, asked.labels)
            for statistics in (running, _fresh(asked, step))
        )
        assert least <= fresh - lagging <= most, (step, fresh, lagging)


def _with_moments(mean: Array, variance: Array, size: int) -> torch.Tensor:
    """A mini-batch (size, units) of exactly this mean and biased variance."""
    signs = np.where(np.arange(size) % 2 == 0, 1.0, -1.0)[:, None]
    return torch.from_numpy(mean + signs * np.sqrt(variance))
