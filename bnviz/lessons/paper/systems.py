"""The five systems' table: how soon each is as good as the baseline ever was, and how good it gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from bnviz.language import N_
from bnviz.maths import Array
from bnviz.runs.outcome import Outcome

NAMES = (N_("no BN"), "BN", "BN ×5", "BN ×30", N_("BN ×5 sigmoid"), N_("no BN ×5 sigmoid"))
"""The systems, in the order of the arms of both experiments."""

BASELINE, BN_1, BN_5, BN_30, BN_SIGMOID, SIGMOID = range(len(NAMES))


class Course(NamedTuple):
    """One system's way.

    Attributes:
        steps: at which it was looked at, (n,).
        accuracy: there, on the probe images, (n,), 0 to 1.
        final: at the end, on all test images.
    """

    steps: Array
    accuracy: Array
    final: float

    @property
    def best(self) -> float:
        """The best accuracy on the way; NaN if there is none."""
        return float(np.nanmax(self.accuracy, initial=0.0))

    def steps_to(self, accuracy: float) -> float:
        """The first step with this accuracy; NaN if it never has it."""
        there = self.steps[self.accuracy >= accuracy]
        return float(there[0]) if there.size else np.nan


class Score(NamedTuple):
    """A row of the table, of one seed.

    Attributes:
        steps: to the baseline's best accuracy; NaN for who never gets there.
        times: how many times fewer that is than the baseline took; likewise.
        best: the best accuracy on the way, on the probe images, 0 to 1.
        final: the accuracy at the end, on all test images, 0 to 1.
    """

    steps: float
    times: float
    best: float
    final: float


def courses(outcomes: Sequence[Outcome]) -> list[Course]:
    """The ways of all arms of some runs, one run after the other."""
    return [
        _course(tests[tests["arm"] == arm], final)
        for outcome in outcomes
        for tests in [outcome.table("tests")]
        for arm, final in enumerate(outcome.final())
    ]


def _course(tests: pd.DataFrame, final: float) -> Course:
    return Course(tests["step"].to_numpy(float), tests["test_accuracy"].to_numpy(float), final)


def scores(systems: Sequence[Course]) -> list[Score]:
    """The table of one seed; the first system is the baseline."""
    target = systems[BASELINE].best
    steps = [system.steps_to(target) for system in systems]
    return [
        Score(each, steps[BASELINE] / each, system.best, system.final)
        for each, system in zip(steps, systems, strict=True)
    ]
