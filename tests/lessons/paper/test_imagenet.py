"""The paper's published numbers, and what is worked out from them."""

import pytest

from bnviz.lessons.paper.imagenet import BY_NAME, SYSTEMS, TARGET, System, points_better, times_fewer


def test_the_famous_fourteen() -> None:
    assert times_fewer(BY_NAME["Inception"], BY_NAME["BN-x5"]) == pytest.approx(14.76, abs=0.01)


def test_a_ratio_turned_round_is_its_inverse() -> None:
    one, other = BY_NAME["BN-Baseline"], BY_NAME["BN-x30"]
    there, back = times_fewer(one, other), times_fewer(other, one)
    assert there is not None
    assert back is not None
    assert there * back == pytest.approx(1)
    assert points_better(one, other) == pytest.approx(-points_better(other, one))


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_who_never_gets_there_stays_below_the_target(system: System) -> None:
    assert (system.best >= TARGET) == (system.steps is not None)
    assert times_fewer(system, BY_NAME["BN-x5-Sigmoid"]) is None


def test_the_names_tell_the_rates() -> None:
    base = BY_NAME["Inception"].rate
    factors = {"BN-Baseline": 1, "BN-x5": 5, "BN-x30": 30, "BN-x5-Sigmoid": 5}
    assert {name: BY_NAME[name].rate / base for name in factors} == pytest.approx(factors)
