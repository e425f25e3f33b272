"""How much of the gain is the learning rate: the same networks at several rates (Bjorck et al. 2018)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from bnviz.experiment import Arm, Experiment

RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
SMALL = RATES[0]
STEPS = 1000
ENOUGH = 0.01
"""A gain of a point: less is within what two seeds differ by."""
SIZES = {3: 100, 12: 50}
"""The networks to choose from: their depth, and the width that keeps their training short."""


def at_rates(depth: int, seed: int = 1) -> Experiment:
    """ReLU networks of a depth in SIZES at every rate: all arms with BN, then all without."""
    arms = [Arm(normalization=kind, learning_rate=rate) for kind in ("batch", "none") for rate in RATES]
    return Experiment(
        depth=depth,
        width=SIZES[depth],
        activation="relu",
        initialization="he",
        steps=STEPS,
        arms=tuple(arms),
        detail="scores",
        seed=seed,
    )


class Gain(NamedTuple):
    """What BN gains, and where from: test accuracies from 0 to 1; one that has diverged has 0.

    Attributes:
        bn: with BN at each of RATES.
        plain: without.
    """

    bn: tuple[float, ...]
    plain: tuple[float, ...]

    @property
    def best_rate(self) -> float:
        """The rate at which no BN is best."""
        return RATES[self.plain.index(max(self.plain))]

    @property
    def at_small(self) -> float:
        """The gain where both have the smallest rate."""
        return self.bn[0] - self.plain[0]

    @property
    def at_its_best(self) -> float:
        """The gain where both have the rate that is best without BN."""
        return self.bn[RATES.index(self.best_rate)] - max(self.plain)

    @property
    def best(self) -> float:
        """The gain where each has its own best rate."""
        return max(self.bn) - max(self.plain)

    @property
    def is_the_rate(self) -> bool:
        """Whether BN gains ENOUGH only where it may use its own rate, as Bjorck et al. say."""
        return self.at_small < ENOUGH <= self.best


def gain(accuracies: Sequence[float]) -> Gain:
    """Of the final test accuracies of the arms of `at_rates`; NaN is no answer, and right as often."""
    right = tuple(0.0 if math.isnan(each) else each for each in accuracies)
    return Gain(right[: len(RATES)], right[len(RATES) :])
