"""What the paper published of its five systems on ImageNet. None of these numbers is ours."""

from __future__ import annotations

from typing import NamedTuple

TARGET = 0.722
"""Inception's best accuracy, which the steps are counted to."""

BATCH = 32
"""Images in a mini-batch."""


class System(NamedTuple):
    """A row of the paper's Figure 3.

    Attributes:
        name: as the paper calls it.
        rate: the first learning rate.
        steps: millions of steps to Inception's best accuracy; None if it never gets there.
        best: the best accuracy on the validation images, 0 to 1, one crop of each.
        nonlinearity: "ReLU" or "sigmoid".
    """

    name: str
    rate: float
    steps: float | None
    best: float
    nonlinearity: str = "ReLU"


SYSTEMS = (
    System("Inception", 0.0015, 31.0, 0.722),
    System("BN-Baseline", 0.0015, 13.3, 0.727),
    System("BN-x5", 0.0075, 2.1, 0.730),
    System("BN-x30", 0.045, 2.7, 0.748),
    System("BN-x5-Sigmoid", 0.0075, None, 0.698, "sigmoid"),
)

BY_NAME = {system.name: system for system in SYSTEMS}

TOP_5_ERRORS = {
    "a trained person (Russakovsky et al. 2014)": 0.051,
    "six BN-Inceptions, validation": 0.049,
    "six BN-Inceptions, test": 0.048,
}
"""Shares of images whose class is not among the five answers given."""


def times_fewer(one: System, other: System) -> float | None:
    """How many times as many steps `one` takes as `other`; None if one of them never gets there."""
    if one.steps is None or other.steps is None:
        return None
    return one.steps / other.steps


def points_better(one: System, other: System) -> float:
    """By how many percentage points the best accuracy of `other` is above that of `one`."""
    return 100 * (other.best - one.best)
