"""Trainings repeated from other seeds: their scores, and whether a difference is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from scipy import special

from bnviz.maths import Array
from bnviz.runs.outcome import Outcome

Measure = Literal["accuracy", "gap", "loss"]
_SURE = 0.95


def scores(outcomes: Sequence[Outcome], measure: Measure) -> Array:
    """A score of each arm in each repetition, (arms, times).

    Args:
        outcomes: of one experiment from several seeds.
        measure: "accuracy" on the test images, 0 to 1; "gap": by how much that on the training images is
            higher; "loss" on the test images, in nats.
    """
    return np.array([_score(outcome, measure) for outcome in outcomes]).T


def _score(outcome: Outcome, measure: Measure) -> list[float]:
    if measure == "loss":
        return outcome.final("test_loss")
    test = outcome.final("test_accuracy")
    if measure == "accuracy":
        return test
    return [train - after for train, after in zip(outcome.final("train_accuracy"), test, strict=True)]


class Difference(NamedTuple):
    """A difference of matched pairs.

    Attributes:
        mean: over all pairs.
        error: its standard error; no number for one pair.
        margin: how far to each side the 95 % confidence interval reaches (Student's t).
    """

    mean: float
    error: float
    margin: float

    @property
    def clear(self) -> bool:
        """Whether it is more than what chance makes of so few seeds."""
        return abs(self.mean) > self.margin


def paired(one: Array, other: Array) -> Difference:
    """By how much one is above the other; both (times,), from the same seeds in the same order."""
    differences, times = one - other, len(one)
    if times < 2:
        return Difference(float(differences.mean()), np.nan, np.inf)
    error = float(differences.std(ddof=1)) / times**0.5
    return Difference(float(differences.mean()), error, error * _students_t(times - 1))


def _students_t(freedom: int) -> float:
    return float(special.stdtrit(freedom, (1 + _SURE) / 2))
