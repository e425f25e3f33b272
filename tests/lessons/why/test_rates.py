"""What BN gains, and at which rates."""

import math

import pytest

from bnviz.lessons.why.networks import CHECKPOINTS, NAMES, RATE, pair
from bnviz.lessons.why.rates import RATES, SIZES, at_rates, gain


def accuracies(bn: list[float], plain: list[float]) -> list[float]:
    return [*bn, *plain]


@pytest.mark.parametrize("depth", SIZES)
def test_both_normalizations_are_trained_at_every_rate(depth: int) -> None:
    plan = at_rates(depth, seed=3)
    assert [arm.learning_rate for arm in plan.arms] == [*RATES, *RATES]
    assert [arm.normalization for arm in plan.arms] == ["batch"] * len(RATES) + ["none"] * len(RATES)
    assert (plan.depth, plan.width, plan.seed, plan.detail) == (depth, SIZES[depth], 3, "scores")


def test_three_comparisons_tell_where_a_gain_comes_from() -> None:
    found = gain(accuracies([0.80, 0.85, 0.90, 0.95, 0.94], [0.81, 0.88, 0.87, 0.5, math.nan]))
    assert found.plain[-1] == 0
    assert found.best_rate == RATES[1]
    assert found.at_small == pytest.approx(-0.01)
    assert found.at_its_best == pytest.approx(0.85 - 0.88)
    assert found.best == pytest.approx(0.95 - 0.88)
    assert found.is_the_rate


@pytest.mark.parametrize(
    ("bn", "plain"),
    [([0.85, 0.95], [0.80, 0.90]), ([0.80, 0.905], [0.80, 0.90])],
    ids=["ahead at the small rate", "no gain at all"],
)
def test_it_is_not_the_rate(bn: list[float], plain: list[float]) -> None:
    rest = [0.5] * (len(RATES) - 2)
    assert not gain(accuracies([*bn, *rest], [*plain, *rest])).is_the_rate


@pytest.mark.parametrize("name", NAMES)
def test_the_networks_that_are_looked_at_from_nearby_have_one_rate_and_checkpoints(name: str) -> None:
    plan = pair(name, seed=2)
    assert {arm.learning_rate for arm in plan.arms} == {RATE}
    assert [arm.normalization for arm in plan.arms] == ["batch", "none"]
    assert plan.checkpoints == CHECKPOINTS
    assert plan.seed == 2
