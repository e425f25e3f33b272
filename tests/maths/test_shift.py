import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import wasserstein_distance

from bnviz.maths import Array, shift


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Array, Array]:
    """One layer on the same images at two steps: (now, reference), each (images, units)."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = draw(st.integers(2, 60)), draw(st.integers(1, 6))
    scale, offset = draw(st.floats(0.01, 100)), draw(st.floats(-100, 100))
    return offset + scale * generator.standard_normal(shape), generator.standard_normal(shape)


@given(pairs())
def test_each_units_distance_is_the_one_of_scipy(pair: tuple[Array, Array]) -> None:
    expected = [wasserstein_distance(*units) for units in zip(pair[0].T, pair[1].T, strict=True)]
    assert_allclose(shift.distances(*pair), expected, rtol=1e-9, atol=1e-9)


@given(pairs())
def test_a_layer_that_has_not_moved_has_no_shift(pair: tuple[Array, Array]) -> None:
    now, _ = pair
    assert shift.normalised_shift(now, now) == 0
    assert shift.raw_shift(now, now[::-1]) == 0


@given(pairs(), st.floats(-50, 50))
def test_a_move_of_the_whole_layer_is_measured_in_reference_deviations(
    pair: tuple[Array, Array], move: float
) -> None:
    _, reference = pair
    expected = abs(move) * np.mean(1 / np.maximum(reference.std(axis=0), 1e-3))
    assert_allclose(shift.raw_shift(reference + move, reference), abs(move), atol=1e-9)
    assert_allclose(shift.normalised_shift(reference + move, reference), expected, rtol=1e-9, atol=1e-9)


@given(pairs(), st.floats(0.1, 10))
def test_the_normalised_shift_has_no_unit(pair: tuple[Array, Array], scale: float) -> None:
    now, reference = pair
    assume(reference.std(axis=0).min() * scale > shift.SMALLEST_DEVIATION)
    plain = shift.normalised_shift(now, reference)
    assert_allclose(shift.normalised_shift(scale * now, scale * reference), plain, rtol=1e-9)


def test_shifts_that_cancel_in_the_pool_are_still_seen() -> None:
    unit = np.random.default_rng(0).standard_normal((400, 1))
    now, reference = np.hstack([unit + 10, unit]), np.hstack([unit, unit + 10])
    assert wasserstein_distance(now.ravel(), reference.ravel()) == 0
    assert_allclose(shift.raw_shift(now, reference), 10)


def test_a_unit_that_was_constant_is_divided_by_the_floor() -> None:
    reference = np.zeros((8, 1))
    assert_allclose(shift.normalised_shift(reference + 0.5, reference), 0.5 / 1e-3)


@pytest.mark.parametrize("images", [512, 1_000])
def test_64_quantiles_are_as_good_as_all(images: int) -> None:
    generator = np.random.default_rng(0)
    reference = generator.standard_normal((images, 100))
    now = 0.3 + 1.5 * generator.standard_normal((images, 100))
    assert_allclose(
        shift.normalised_shift(now, reference, count=64), shift.normalised_shift(now, reference), rtol=0.02
    )


def test_as_many_quantiles_as_images_are_the_sorted_sample() -> None:
    sample = np.random.default_rng(0).standard_normal((64, 3))
    assert_allclose(shift.quantile_function(sample, 64), shift.quantile_function(sample), atol=1e-12)
