from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.figures.quantiles import COUNT, percentile, shares

MIDDLES = (np.arange(COUNT) + 0.5) / COUNT

samples = st.lists(st.floats(-100, 100, width=32), min_size=COUNT, max_size=COUNT).map(
    lambda numbers: np.sort(np.array(numbers, np.float32))[None]
)


def quantiles_of(sample):
    return np.quantile(sample, MIDDLES)[None].astype(np.float32)


@pytest.mark.parametrize("share", [0.05, 0.15, 0.5, 0.85, 0.95])
def test_a_percentile_lies_between_the_quantiles_around_it(share):
    sample = np.random.default_rng(0).gamma(2, size=200_000)
    np.testing.assert_allclose(percentile(quantiles_of(sample), share), np.quantile(sample, share), rtol=0.02)


def test_a_percentile_that_is_one_of_the_quantiles_is_that_one():
    quantiles = np.random.default_rng(0).normal(size=(3, COUNT)).astype(np.float32)
    for k, share in enumerate(MIDDLES):
        np.testing.assert_allclose(percentile(quantiles, share), quantiles[:, k], rtol=1e-5)


def test_percentiles_keep_their_type_and_do_not_overflow():
    largest = np.finfo(np.float32).max
    quantiles = np.repeat(np.float32([-largest, largest]), COUNT // 2)[None]
    median = percentile(quantiles, 0.5)
    assert median.dtype == np.float32
    np.testing.assert_array_equal(median, [0])


@given(samples)
def test_the_shares_of_bins_that_hold_all_values_sum_to_one(quantiles):
    edges = np.linspace(-201, 201, 30)  # the tails reach at most half a span beyond
    found = shares(quantiles, edges)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(), 1)


@pytest.mark.parametrize("draw", ["normal", "gamma"])
def test_shares_are_those_of_a_histogram_of_a_large_sample(draw):
    rng = np.random.default_rng(1)
    sample = rng.normal(size=400_000) if draw == "normal" else rng.gamma(3, size=400_000)
    edges = np.linspace(-3, 9, 25)
    wanted = np.histogram(sample, edges)[0] / len(sample)
    np.testing.assert_allclose(shares(quantiles_of(sample), edges)[0], wanted, atol=0.012)


def test_each_row_is_a_distribution_of_its_own():
    quantiles = np.random.default_rng(2).normal(size=(3, COUNT)).astype(np.float32)
    quantiles.sort(axis=1)
    edges = np.linspace(-4, 4, 9)
    for row, found in zip(quantiles, shares(quantiles, edges), strict=True):
        np.testing.assert_array_equal(shares(row[None], edges)[0], found)


@pytest.mark.parametrize(("value", "wanted"), [(0, [1, 0, 0]), (1, [0, 1, 0]), (3, [0, 0, 1])])
def test_equal_values_on_an_edge_are_in_the_bin_above_and_on_the_last_edge_in_the_last(value, wanted):
    quantiles = np.full((1, COUNT), value, np.float32)
    np.testing.assert_array_equal(shares(quantiles, np.array([0.0, 1, 2, 3]))[0], wanted)


def test_half_the_values_at_zero_and_the_rest_spread_behind_it():
    rectified = np.maximum(np.linspace(-1, 1, COUNT, dtype=np.float32), 0)[None]
    found = shares(rectified, np.array([-1.0, 0, 0.5, 1.1]))[0]
    assert found[0] == 0
    np.testing.assert_allclose(found[1:], [0.75, 0.25], atol=0.02)


def test_what_lies_outside_of_all_bins_is_in_none():
    quantiles = np.linspace(0, 1, COUNT, dtype=np.float32)[None]
    np.testing.assert_allclose(shares(quantiles, np.array([0.5, 2.0])).sum(), 0.5, atol=0.02)
    assert shares(quantiles, np.array([5.0, 6.0])).sum() == 0
