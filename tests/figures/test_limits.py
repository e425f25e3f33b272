from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.figures.limits import round_values, steady_limits

values = st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=20).map(
    lambda numbers: np.array(numbers, np.float32)
)


@given(values, values)
def test_limits_hold_all_curves(one, other):
    low, high = steady_limits([(0, one), (1, other)], diverged=())
    assert low < high
    assert low <= min(one.min(), other.min())
    assert high >= max(one.max(), other.max())


@given(values)
def test_limits_are_not_much_wider_than_the_curves(curve):
    low, high = steady_limits([(0, curve)], diverged=())
    span = float(curve.max()) - float(curve.min())
    assert high - low <= max(1.5 * span, 1.5) * 1.000001


def test_limits_stand_still_for_most_of_a_growing_curve():
    curve = np.linspace(1, 100, 1000)
    assert len({steady_limits([(0, curve[:n])], diverged=()) for n in range(2, 1000)}) <= 50


def test_a_diverged_arm_counts_only_where_it_started():
    sound, exploding = np.array([0.0, 1.0]), np.array([-3.0, 1e30])
    low, high = steady_limits([(0, sound), (1, exploding)], diverged={1})
    assert -4 <= low <= -3
    assert 1 <= high <= 2


def test_arms_that_all_diverged_are_shown_whole():
    _, high = steady_limits([(0, np.array([1.0, 1e9]))], diverged={0})
    assert high >= 1e9


def test_curves_without_values_leave_the_limits_to_the_caller():
    assert steady_limits([(0, np.empty(0))], diverged=(), otherwise=(-2, 1)) == (-2, 1)
    assert steady_limits([], diverged={0}) == (0, 1)


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [((-4, 4), [-2, 0, 2]), ((-10, 5), [-5, 0]), ((0, 100), [50]), ((-0.3, 0.3), [-0.2, 0, 0.2])],
)
def test_round_values_lie_well_within_limits(limits, wanted):
    np.testing.assert_allclose(round_values(limits), wanted, atol=1e-12)


@given(st.floats(-1e4, 1e4), st.floats(0.01, 1e4))
def test_there_are_a_few_round_values_in_order_and_no_negative_zero(low, span):
    values = round_values((low, low + span))
    assert len(values) <= 5
    assert ((values > low) & (values < low + span)).all()
    assert (np.diff(values) > 0).all()
    assert not np.signbit(values[values == 0]).any()
