import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from bnviz.data import Dataset, load
from bnviz.lessons.by_hand.placement import (
    FILTERS,
    broken,
    constant_units,
    convolution,
    moved,
    orders,
    pre_activations,
    shape_of,
)


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load("mnist-sample")


def test_only_what_comes_last_decides_about_mean_and_variance(digits: Dataset) -> None:
    before, after = orders(pre_activations(digits, 0.05), "relu")
    assert shape_of(after.output).mean == pytest.approx(0, abs=1e-12)
    assert shape_of(after.output).deviation == pytest.approx(1, abs=1e-2)
    assert shape_of(before.output).mean > 0.3
    assert before.output.min() == 0


def test_wu_is_symmetric_and_not_sparse_and_relus_output_is_neither(digits: Dataset) -> None:
    before, after = orders(pre_activations(digits, 0.05), "relu")
    linear, rectified = shape_of(before.given), shape_of(after.given)
    assert linear.skewness < 0.3 < 1.5 < rectified.skewness
    assert abs(linear.kurtosis) < 0.3 < 3 < rectified.kurtosis
    assert linear.zeros == 0
    assert rectified.zeros > 0.3


def test_larger_weights_change_the_shape_after_the_sigmoid_and_not_before(digits: Dataset) -> None:
    small, large = (orders(pre_activations(digits, scale), "sigmoid") for scale in (0.03, 0.3))
    assert_allclose(small[0].output, large[0].output, atol=1e-3)
    assert shape_of(large[1].output).skewness > 2 * shape_of(small[1].output).skewness
    assert shape_of(large[0].output).skewness == pytest.approx(shape_of(small[0].output).skewness, rel=0.01)


def test_a_unit_that_is_off_for_all_digits_stays_at_0_and_takes_from_the_deviation() -> None:
    values = np.array([[1.0, -1], [2, -5], [3, -2], [9, -1]])
    _, after = orders(values, "relu")
    assert constant_units(after.given) == 1
    assert constant_units(values) == 0
    assert shape_of(after.output).zeros == 0.5
    assert shape_of(after.output).deviation == pytest.approx(np.sqrt(0.5), abs=1e-3)


def test_shapes_are_scipys_unit_by_unit() -> None:
    values = np.random.default_rng(0).exponential(1, (200, 3)) * [1, -2, 3]
    shape = shape_of(values)
    assert shape.skewness == pytest.approx(np.abs(stats.skew(values)).mean())
    assert shape.kurtosis == pytest.approx(stats.kurtosis(values).mean())
    assert shape_of(np.zeros((4, 2))) == (0, 0, 0, 0, 1)


def test_a_moved_digit_gives_moved_maps_only_if_a_map_has_one_mean(digits: Dataset) -> None:
    made = convolution(digits)
    _, still_map, still_activation = moved(made, digits, 3, 0)
    assert_allclose(still_map, made.per_map.output[3], atol=1e-9)
    assert_allclose(still_activation, made.per_activation.output[3], atol=1e-9)
    _, per_map, per_activation = moved(made, digits, 3, 3)
    assert broken(still_map, per_map, 3) < 1e-9
    assert broken(still_activation, per_activation, 3) > 0.05


def test_a_map_has_one_mean_of_all_images_and_positions(digits: Dataset) -> None:
    made = convolution(digits)
    assert made.together == 32 * 26 * 26
    assert made.per_map.statistics.mean.shape == (len(FILTERS),)
    assert_allclose(made.per_map.statistics.mean, made.maps.mean(axis=(0, 2, 3)))
