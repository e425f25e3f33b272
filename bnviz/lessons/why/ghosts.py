"""Ghost batches (Hoffer et al. 2017, §4): large mini-batches whose statistics come from small groups.

A small training set is learnt by heart, so what is left to see is how well the network generalises.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from bnviz.experiment import Arm, Experiment

Rate = Literal["same", "root"]
LARGE, SMALL = 512, 32
"""Images in a mini-batch."""
GHOSTS = (4, 8, 16, 32, 128)
IMAGES = 1000
LARGE_STEPS = 200
SMALL_STEPS = LARGE_STEPS * LARGE // SMALL
"""Both see as many images."""
SMALL_RATE = 0.1
RATES: Mapping[Rate, float] = MappingProxyType(
    {"same": SMALL_RATE, "root": SMALL_RATE * (LARGE / SMALL) ** 0.5}
)
"""Of the large mini-batches: that of the small ones, or √16 times as much, as Hoffer et al. advise."""
WHOLE, PLAIN = len(GHOSTS), len(GHOSTS) + 1
"""The places of the arms without ghosts: BN over the whole mini-batch, and no BN."""


def large(rate: Rate, seed: int = 1) -> Experiment:
    """Mini-batches of 512: BN with ghosts of every size, BN of the whole, no BN."""
    arms = [Arm(ghost_batch=size) for size in (*GHOSTS, 0)] + [Arm(normalization="none")]
    return _plan(LARGE, LARGE_STEPS, arms, seed).at_rate(RATES[rate])


def small(seed: int = 1) -> Experiment:
    """Mini-batches of 32: BN and no BN."""
    return _plan(SMALL, SMALL_STEPS, [Arm(), Arm(normalization="none")], seed).at_rate(SMALL_RATE)


def _plan(size: int, steps: int, arms: list[Arm], seed: int) -> Experiment:
    return Experiment(
        activation="relu",
        initialization="he",
        arms=tuple(arms),
        batch_size=size,
        steps=steps,
        training_images=IMAGES,
        detail="scores",
        seed=seed,
    )
