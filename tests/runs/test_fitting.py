"""What would fit in place of what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.experiment import Arm, Experiment
from bnviz.runs.forecast.fitting import largest_fitting

PLAN = Experiment(arms=(Arm(),) * 16, width=200, steps=5_000)


@given(most=st.integers(1, 4_999))
def test_as_many_steps_as_fit_are_found(most: int) -> None:
    told = largest_fitting(PLAN, lambda other: other.steps <= most)
    assert told is not None
    number, unit = told.split()
    steps = int(number.replace(",", ""))
    assert steps == float(f"{steps:.1e}")  # two digits
    assert 0 <= most - steps < max(most / 10, 1)
    assert unit == ("steps" if steps > 1 else "step")


@pytest.mark.parametrize(
    ("experiment", "most", "words"),
    [
        (PLAN, 16 * 199, "15 networks"),
        (PLAN, 200, "1 network"),
        (PLAN.model_copy(update={"arms": (Arm(),)}), 150, "150 units a layer"),
        (Experiment(architecture="convolutional", maps=64, arms=(Arm(),)), 20, "20 feature maps a layer"),
        (PLAN.model_copy(update={"arms": (Arm(),)}), 3, None),
    ],
)
def test_where_fewer_steps_do_not_help_networks_are_fewer_or_smaller(
    experiment: Experiment, most: int, words: str | None
) -> None:
    assert largest_fitting(experiment, lambda other: len(other.arms) * other.units <= most) == words
