import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.runs.loss_curve import LOSS_POINTS, LossCurve


@given(st.lists(st.integers(0, 900), min_size=1, max_size=12))
def test_a_loss_curve_keeps_means_whatever_the_portions(portions: list[int]) -> None:
    values = np.arange(sum(portions), dtype=float)[:, None] * [1.0, -2.0]
    curve = LossCurve(arms=2)
    for part in np.split(values, np.cumsum(portions)[:-1]):
        curve.extend(part)
    frame = curve.frame()
    assert len(frame) <= 2 * LOSS_POINTS
    ends = [0, *frame["step"].unique()]
    for start, end in itertools.pairwise(ends):
        expected = values[start:end].mean(0)
        assert frame[frame["step"] == end]["train_loss"].tolist() == pytest.approx(expected.tolist())
    assert len(values) - ends[-1] < curve.stretch


def test_a_short_curve_is_not_thinned() -> None:
    curve = LossCurve(arms=1)
    curve.extend(np.arange(LOSS_POINTS, dtype=float)[:, None])
    assert curve.frame()["train_loss"].tolist() == list(range(LOSS_POINTS))


def test_the_first_broken_loss_of_an_arm_is_its_divergence() -> None:
    curve = LossCurve(arms=3)
    curve.extend(np.array([[1.0, 1.0, math.inf], [1.0, 1.0, 1.0]]))
    curve.extend(np.array([[1.0, math.nan, 1.0]]))
    assert curve.diverged_at == [None, 3, 1]


def test_a_diverged_arm_leaves_the_other_curves_whole() -> None:
    curve = LossCurve(arms=2)
    curve.extend(np.array([[1.0, math.nan]] * 3_000))
    assert curve.frame().query("arm == 0")["train_loss"].eq(1).all()
