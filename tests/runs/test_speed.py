"""How long a run still takes: by the host's speed at first, then by its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.experiment import Experiment
from bnviz.runs.forecast.cost import estimate, training_seconds
from bnviz.runs.forecast.speed import seconds_left

PLAN = Experiment(steps=4_000)
SCORES = estimate(PLAN).seconds - training_seconds(PLAN)


@given(slowness=st.floats(0.1, 20))
def test_before_its_first_step_a_run_takes_what_the_host_s_speed_says(slowness: float) -> None:
    assert seconds_left(PLAN, 0, 0.0, slowness) == pytest.approx(slowness * estimate(PLAN).seconds)


@given(step=st.integers(0, PLAN.steps), slowness=st.floats(0.1, 20))
def test_a_run_that_is_as_fast_as_the_host_takes_as_long_in_all_at_any_step(
    step: int, slowness: float
) -> None:
    seconds = slowness * training_seconds(PLAN, step)
    in_all = seconds + seconds_left(PLAN, step, seconds, slowness)
    assert in_all == pytest.approx(slowness * estimate(PLAN).seconds)


def test_a_slow_start_says_little() -> None:
    expected = estimate(PLAN).seconds
    assert seconds_left(PLAN, 5, 0.5, 1.0) < 1.2 * expected  # at that rate it would be 400 s


def test_in_the_end_only_its_own_speed_counts() -> None:
    long = Experiment(steps=100_000)
    made = training_seconds(long, 90_000)
    left = estimate(long).seconds - made
    assert seconds_left(long, 90_000, 7 * made, 1.0) == pytest.approx(7 * left, rel=0.05)


def test_once_all_steps_are_made_the_scores_are_left() -> None:
    assert seconds_left(PLAN, PLAN.steps, training_seconds(PLAN), 1.0) == pytest.approx(SCORES)
