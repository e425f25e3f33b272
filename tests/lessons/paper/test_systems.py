"""The five systems' table, on courses whose table is plain, and on a recorded training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bnviz.experiment import Experiment
from bnviz.lessons.paper.plans import five_systems
from bnviz.lessons.paper.systems import NAMES, Course, courses, scores

from .recorded import record

STEPS = np.array([0.0, 100, 200, 300])


def course(*accuracies: float) -> Course:
    return Course(STEPS, np.array(accuracies), accuracies[-1])


def test_steps_are_counted_to_the_baselines_best_and_compared_with_its_own() -> None:
    baseline, fast, hopeless = scores(
        [course(0.1, 0.5, 0.7, 0.9), course(0.1, 0.9, 0.95, 0.8), course(0.1, 0.1, 0.1, 0.1)]
    )
    assert (baseline.steps, baseline.times, baseline.best) == (300, 1, 0.9)
    assert (fast.steps, fast.times, fast.best, fast.final) == (100, 3, 0.95, 0.8)
    assert np.isnan([hopeless.steps, hopeless.times]).all()


def test_a_loss_that_is_no_number_is_never_there() -> None:
    broken = Course(STEPS, np.array([0.1, np.nan, np.nan, np.nan]), np.nan)
    assert scores([course(0.1, 0.2, 0.3, 0.4), broken])[1].best == 0.1


def test_the_six_networks_differ_as_their_names_say() -> None:
    relu, sigmoid = five_systems(0.01, seed=7)
    arms = [(arm.normalization, arm.learning_rate) for arm in relu.arms + sigmoid.arms]
    rates = [0.01, 0.01, 0.05, 0.3, 0.05, 0.05]
    assert arms == list(zip(["none", *["batch"] * 4, "none"], rates, strict=True))
    assert len(NAMES) == len(arms)
    same = {"activation": "relu", "arms": relu.arms}
    assert sigmoid.model_copy(update=same) == relu


def test_the_courses_of_several_runs_are_those_of_their_arms(tmp_path: Path) -> None:
    plans = [_short(plan) for plan in five_systems(0.1)]
    outcomes = [record(tmp_path / f"{place}.sqlite", plan) for place, plan in enumerate(plans)]
    found = courses(outcomes)
    finals = [final for outcome in outcomes for final in outcome.final()]
    assert [each.final for each in found] == pytest.approx(finals)
    tests = outcomes[0].table("tests")
    np.testing.assert_allclose(found[3].accuracy, tests[tests["arm"] == 3]["test_accuracy"])
    assert found[5].steps[-1] == plans[1].steps


def _short(plan: Experiment) -> Experiment:
    return plan.model_copy(update={"steps": 20, "depth": 1, "width": 8})
