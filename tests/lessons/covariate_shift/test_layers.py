from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from bnviz.data import Dataset, load
from bnviz.lessons.covariate_shift.layers import (
    PAIRS,
    PROBES,
    between_mini_batches,
    between_steps,
    first_batches,
    probe,
    probe_accuracy,
    times,
    times_as_far,
)
from bnviz.lessons.covariate_shift.plans import MOMENTS, of_depth
from bnviz.maths.network import Hidden, Network

EXPERIMENT = of_depth(2, "relu", "he")


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load("mnist-sample")


def network(seed: int, *, bn: bool) -> Network:
    random = np.random.default_rng(seed)

    def hidden(units: int, inputs: int) -> Hidden:
        gamma = random.uniform(0.5, 2, units) if bn else None
        return Hidden(random.normal(0, 0.1, (units, inputs)), random.normal(size=units), gamma)

    weights = random.normal(size=(10, 4))
    return Network((hidden(6, 784), hidden(4, 6)), weights, np.zeros(10), "relu")


def test_networks_can_be_looked_at_at_every_moment_there_is() -> None:
    for depth in (1, 12):
        plan = of_depth(depth, "tanh", "xavier")
        assert plan.checkpoints == MOMENTS
        assert (plan.depth, plan.steps) == (depth, MOMENTS[-1])


@pytest.mark.parametrize("bn", [True, False])
def test_between_steps_only_the_parameters_differ(digits: Dataset, bn: bool) -> None:
    images = probe(EXPERIMENT, digits)
    assert images.shape == (PROBES, 784)
    earlier, now = network(1, bn=bn), network(2, bn=bn)
    same = between_steps(now, now, images, "after")
    assert same.raw.tolist() == [0, 0]
    found = between_steps(now, earlier, images, "after")
    values = [each.forward(images).after[1] for each in (now, earlier)]
    units = [wasserstein_distance(*pair) for pair in zip(*(value.T for value in values), strict=True)]
    assert found.raw[1] == pytest.approx(np.mean(units))


def test_before_batch_normalization_there_is_no_shift_or_scale(digits: Dataset) -> None:
    images, now = probe(EXPERIMENT, digits), network(3, bn=True)
    louder = Network(
        tuple(layer._replace(gamma=2 * layer.gamma) for layer in now.hidden if layer.gamma is not None),
        now.weight,
        now.bias,
        "relu",
    )
    assert between_steps(louder, now, images, "before").raw[0] == 0
    assert between_steps(louder, now, images, "after").raw[0] > 0.1


def test_between_mini_batches_only_the_data_differ(digits: Dataset) -> None:
    batches, plain = first_batches(EXPERIMENT, digits), network(4, bn=False)
    assert [batch.shape for batch in batches] == [(60, 784)] * (2 * PAIRS)
    found = between_mini_batches(plain, batches, "after")
    first = [plain.forward(batch).after[0] for batch in batches]
    apart = [
        np.mean([wasserstein_distance(a, b) for a, b in zip(one.T, other.T, strict=True)])
        for one, other in zip(first[::2], first[1::2], strict=True)
    ]
    assert found.raw[0] == pytest.approx(np.mean(apart))


def test_mini_batches_lie_closer_once_their_own_mean_and_variance_are_taken_out(digits: Dataset) -> None:
    batches = first_batches(EXPERIMENT, digits)
    bn, plain = (between_mini_batches(network(5, bn=bn), batches, "after") for bn in (True, False))
    assert (bn.normalised < plain.normalised).all()


def test_mini_batches_of_independent_values_lie_as_far_apart_as_sampling_says() -> None:
    random = np.random.default_rng(6)
    batches = [random.normal(size=(60, 784)) for _ in range(2 * PAIRS)]
    found = between_mini_batches(network(7, bn=False), batches, "after")
    assert found.normalised[0] == pytest.approx(1.8 / 60**0.5, rel=0.15)


def test_accuracy_is_that_on_the_probe_images(digits: Dataset) -> None:
    silent = Network(network(8, bn=False).hidden, np.zeros((10, 4)), np.eye(10)[7], "relu")
    share = np.mean(digits.test_labels[np.random.default_rng(0).permutation(1000)[:PROBES]] == 7)
    assert probe_accuracy(silent, EXPERIMENT, digits) == pytest.approx(share)


def test_how_many_times_as_far_is_the_last_over_the_first() -> None:
    assert times_as_far(np.array([2.0, 9, 5])) == 2.5
    assert times_as_far(np.array([0.0, 1])) is None
    assert times_as_far(np.array([np.nan, 1])) is None


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (7.04, "7"),
        (0.234, "0.23"),
        (6312.0, "6,300"),
        (45.6, "46"),
        (1.53e7, "1.500·10⁷"),
        (0.00031, "3.100·10⁻⁴"),
    ],
)
def test_a_ratio_is_written_as_it_is_read(ratio: float, said: str) -> None:
    assert times(ratio) == said
