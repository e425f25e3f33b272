"""What can be guessed of a run, and which guess came true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bnviz.experiment import Arm, Experiment
from bnviz.runs.prediction import MOST_ARMS, accuracies, choices, right_choice
from bnviz.runs.run import Run
from bnviz.runs.store import Store

from .small_runs import submit


def finished(store: Store, *arms: float | None) -> Run:
    """A run that is done with these accuracies (0 to 1); None for an arm that diverged."""
    results = [
        {"test_loss": None if accuracy is None else 1.0, "test_accuracy": accuracy or 0.1}
        for accuracy in arms
    ]
    rates = tuple(Arm(learning_rate=0.1 * (arm + 1)) for arm in range(len(arms)))
    experiment = Experiment(arms=rates)
    return replace(submit(store), experiment=experiment, state="done", result={"arms": results})


def test_the_choices_are_the_arms_and_no_difference() -> None:
    experiment = Experiment()
    assert list(choices(experiment).values()) == [*experiment.arm_names(), "no difference"]


@pytest.mark.parametrize(
    ("arms", "asked"), [(1, False), (2, True), (MOST_ARMS, True), (MOST_ARMS + 1, False)]
)
def test_there_is_nothing_to_choose_of_one_arm_or_of_many(arms: int, asked: bool) -> None:
    experiment = Experiment(arms=tuple(Arm(learning_rate=0.1 * (arm + 1)) for arm in range(arms)))
    assert bool(choices(experiment)) is asked


@pytest.mark.parametrize(
    ("arms", "right"),
    [
        ((0.98, 0.95), "0"),
        ((0.95, 0.98), "1"),
        ((0.9750, 0.9751), "same"),
        ((0.9751, 0.9702), "same"),
        ((0.9750, 0.9700), "0"),
        ((0.9250, 0.9200), "0"),
        ((0.90, 0.98, 0.97), "1"),
        ((0.90, 0.980, 0.977), "same"),
        ((None, 0.1), "1"),
        ((None, None), "same"),
    ],
)
def test_the_more_accurate_one_is_right_from_half_a_point_on(
    store: Store, arms: tuple[float | None, ...], right: str
) -> None:
    assert right_choice(finished(store, *arms)) == right


def test_one_that_diverged_has_learnt_nothing(store: Store) -> None:
    assert list(accuracies(finished(store, 0.5, None))) == [50, 0]


@pytest.mark.parametrize("state", ["queued", "running", "paused", "stopped", "failed", "lost"])
def test_nothing_is_right_before_the_end(store: Store, state: str) -> None:
    assert right_choice(replace(finished(store, 0.9, 0.5), state=state)) is None
