from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from bnviz.lessons.covariate_shift.distances import (
    distances_by_layer,
    distances_by_unit,
    grey_distance,
    histogram,
    mean_distances,
)

RANDOM = np.random.default_rng(4)
REFERENCE = [RANDOM.normal(1, 2, (60, 5)), RANDOM.exponential(3, (60, 4))]
NOW = [RANDOM.normal(0, 3, (60, 5)), RANDOM.exponential(2, (60, 4)) - 1]


def test_distances_are_those_of_scipy_unit_by_unit() -> None:
    found = distances_by_layer(NOW, REFERENCE)
    for layer, (now, reference) in enumerate(zip(NOW, REFERENCE, strict=True)):
        units = [wasserstein_distance(*pair) for pair in zip(now.T, reference.T, strict=True)]
        assert found.raw[layer] == pytest.approx(np.mean(units))
        assert found.normalised[layer] == pytest.approx(np.mean(units / reference.std(axis=0)))


def test_a_shift_by_one_number_is_that_far() -> None:
    found = distances_by_layer([values + 0.5 for values in REFERENCE], REFERENCE)
    np.testing.assert_allclose(found.raw, 0.5)


def test_units_that_move_against_each_other_do_not_cancel() -> None:
    apart = np.array([1.0, -1.0, 1.0, -1.0])
    assert distances_by_layer([REFERENCE[1] + apart], [REFERENCE[1]]).raw[0] == pytest.approx(1)


def test_the_mean_of_several_pairs_is_taken_layer_by_layer() -> None:
    several = [distances_by_layer(NOW, REFERENCE), distances_by_layer(REFERENCE, REFERENCE)]
    mean = mean_distances(several)
    np.testing.assert_allclose(mean.raw, several[0].raw / 2)
    np.testing.assert_allclose(mean.normalised, several[0].normalised / 2)


def test_the_farthest_unit_is_judged_in_its_own_standard_deviations() -> None:
    reference = np.stack([RANDOM.normal(0, 10, 50), RANDOM.normal(0, 0.1, 50)], axis=1)
    found = distances_by_unit(reference + np.array([2.0, 0.5]), reference)
    np.testing.assert_allclose(found.raw, [2.0, 0.5])
    assert found.normalised.argmax() == 1


def test_grey_values_of_all_pixels_lie_as_far_apart_as_scipy_says() -> None:
    now, reference = (RANDOM.integers(0, top, (7, 784), np.uint8) for top in (256, 90))
    expected = wasserstein_distance(now.ravel() / 255, reference.ravel() / 255)
    assert grey_distance(now, reference) == pytest.approx(expected)


def test_a_network_that_diverged_has_no_distance() -> None:
    broken = np.full((60, 5), np.nan)
    assert np.isnan(distances_by_layer([broken], REFERENCE[:1]).raw).all()


def test_a_histogram_tells_the_share_in_each_bin() -> None:
    pair = histogram(NOW[0], REFERENCE[0], edges=np.array([-1.0, 0, 2]))
    inside = [(NOW[0] >= -1) & (NOW[0] < 0), (NOW[0] >= 0) & (NOW[0] <= 2)]
    np.testing.assert_allclose(pair.now, [part.mean() for part in inside])
    assert pair.reference.sum() < 1


def test_the_axis_stands_still_while_a_shift_is_small_and_holds_a_large_one() -> None:
    at_rest = histogram(REFERENCE[0], REFERENCE[0])
    small = histogram(REFERENCE[0] + 0.2, REFERENCE[0])
    large = histogram(REFERENCE[0] + 50, REFERENCE[0])
    np.testing.assert_array_equal(at_rest.edges, small.edges)
    assert large.now.sum() > 0.98
    assert large.reference.sum() == pytest.approx(1)


def test_values_that_are_all_the_same_have_an_axis_too() -> None:
    pair = histogram(np.zeros((5, 1)), np.zeros((5, 1)))
    assert (np.diff(pair.edges) > 0).all()
    assert pair.now.sum() == pytest.approx(1)


def test_a_network_that_diverged_is_in_no_bin() -> None:
    broken = np.where(np.arange(300).reshape(60, 5) < 100, np.nan, NOW[0])
    pair = histogram(broken, REFERENCE[0])
    assert pair.now.sum() <= 2 / 3
    nothing = histogram(np.full((5, 1), np.inf), np.full((5, 1), np.nan))
    assert np.isfinite(nothing.edges).all()
    assert nothing.now.sum() == nothing.reference.sum() == 0
