"""The noise of mini-batch statistics: against all mini-batches there are, and against known distributions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from bnviz.data import load
from bnviz.lessons.regularisation.noise import (
    MOST_IMAGES,
    SIZES,
    bell,
    bins,
    kurtosis_of,
    margin_of_deviation,
    margin_of_mean,
    measured,
    predicted,
    shuffled,
    statistics_of,
    unit_values,
    without_replacement,
)
from bnviz.maths.batch_norm import Statistics
from bnviz.maths.network import Hidden, Network

VALUES = np.random.default_rng(3).normal(2.0, 3.0, 4096)


def test_the_factor_is_that_of_all_mini_batches_there_are():
    values = np.array([1.0, 4.0, 4.5, 9.0, -3.0, 0.0])
    means = [np.mean(batch) for batch in combinations(values, 4)]
    expected = values.std() / 4**0.5 * without_replacement(4, len(values))
    assert np.std(means) == pytest.approx(expected, rel=1e-12)


def test_every_epoch_has_each_value_once_and_in_an_order_of_its_own():
    epochs = shuffled(VALUES, epochs=3)
    for epoch in epochs:
        np.testing.assert_array_equal(np.sort(epoch), np.sort(VALUES))
    assert not np.array_equal(epochs[0], epochs[1])


def test_mini_batches_are_cut_from_the_epochs_and_the_rest_is_dropped():
    epochs = np.array([[1.0, 3.0, 5.0, 9.0, 100.0], [2.0, 2.0, 0.0, 4.0, 100.0]])
    means, variances = statistics_of(epochs, 2)
    np.testing.assert_allclose(means, [2, 7, 2, 2])
    np.testing.assert_allclose(variances, [1, 4, 0, 4])


@pytest.mark.parametrize("size", SIZES)
def test_the_rules_hold_for_values_of_a_bell_curve(size):
    mean, variance = measured(shuffled(VALUES), size)
    rule, rule_of_variance = predicted(size, 3.0)
    assert mean == pytest.approx(rule * without_replacement(size, len(VALUES)), rel=0.08)
    exact = np.sqrt(2 * (size - 1)) / size  # of the biased variance of normally distributed values
    assert variance == pytest.approx(exact * without_replacement(size, len(VALUES)), rel=0.1)
    assert rule_of_variance == pytest.approx(np.sqrt(2 / size))


@pytest.mark.parametrize(
    ("values", "kurtosis"), [([-1.0, 1.0], 1.0), ([0.0, 0.0, 0.0, 0.0, 1.0], 3.25), ([1.0, 2.0, 3.0], 1.5)]
)
def test_kurtosis_of_values_that_are_worked_out_by_hand(values, kurtosis):
    assert kurtosis_of(np.array(values)) == pytest.approx(kurtosis)


def test_nineteen_of_twenty_samples_are_within_their_margins_of_the_truth():
    samples = np.random.default_rng(8).uniform(-1, 1, (2000, 400))
    means, deviations = samples.mean(axis=1), samples.std(axis=1)
    within_mean = [abs(mean) < margin_of_mean(sample) for mean, sample in zip(means, samples, strict=True)]
    within_deviation = [
        abs(deviation - 3**-0.5) < margin_of_deviation(sample)
        for deviation, sample in zip(deviations, samples, strict=True)
    ]
    assert np.mean(within_mean) == pytest.approx(0.95, abs=0.015)
    assert np.mean(within_deviation) == pytest.approx(0.95, abs=0.015)


def test_the_bell_has_its_mass_and_its_deviation():
    edges = np.linspace(-4, 4, 4001)
    shares, middles = bell(edges, 0.5), (edges[:-1] + edges[1:]) / 2
    assert shares.sum() == pytest.approx(1)
    assert np.sqrt((shares * middles**2).sum()) == pytest.approx(0.5, rel=1e-3)


@pytest.mark.parametrize("size", SIZES)
def test_bins_ascend_within_their_reach_whatever_the_deviation(size):
    edges = bins(size**-0.5)
    assert (np.diff(edges) > 0).all()
    assert (edges[0], edges[-1]) == (-3.0, 3.0)


def test_values_belong_to_their_image_whoever_else_is_there():
    generator = np.random.default_rng(5)
    layer = Hidden(generator.normal(size=(4, 784)) / 28, np.zeros(4), np.ones(4))
    above = Hidden(generator.normal(size=(3, 4)), np.zeros(3), np.ones(3))
    network = Network((layer, above), np.ones((10, 3)), np.zeros(10), "sigmoid")
    fixed = [Statistics(np.zeros(4), np.ones(4)), Statistics(np.zeros(3), np.ones(3))]
    digits = load("mnist-sample")
    first, second = unit_values(network, fixed, digits)
    count = min(MOST_IMAGES, len(digits.train_labels))
    assert (first.shape, second.shape) == ((count, 4), (count, 3))
    pixels = digits.train_images[7] / 255
    np.testing.assert_allclose(first[7], layer.weight @ pixels)
    normalised = layer.weight @ pixels / np.sqrt(1 + 1e-5)
    np.testing.assert_allclose(second[7], above.weight @ (1 / (1 + np.exp(-normalised))), rtol=1e-6)
