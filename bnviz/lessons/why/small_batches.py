"""Small mini-batches (Wu & He 2018, §1): Batch Normalization beside a normalization that needs no batch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.experiment.settings import Normalization
from bnviz.language import N_
from bnviz.lessons.covariate_shift.layers import network_inputs
from bnviz.maths import Array, batch_norm
from bnviz.maths.network import Network, accuracy

Rate = Literal["scaled", "same"]
SIZES = (2, 4, 8, 16, 32, 64)
IMAGES_SEEN = 15_360
"""By every network, whatever its mini-batches: those of 2 make 32 times as many steps as those of 64."""
KINDS: tuple[Normalization, ...] = ("batch", "layer", "none")
USUAL_SIZE, USUAL_RATE = 32, 0.1
RATES: Mapping[Rate, str] = MappingProxyType(
    {"scaled": N_("in proportion to m"), "same": N_("{rate:g} for all")}
)
NEARLY = 0.995
"""From here on x̂ is as good as ±1: ε takes less than half a per cent away."""
COLLECTED = 1000
"""Training images that statistics are collected afresh from."""


def of_sizes(rate: Rate, seed: int = 1) -> tuple[Experiment, ...]:
    """Mini-batches of each size, with BN, with Layer Normalization and with neither.

    The network is that of seed 003's example, 784-32-32-10 with ReLU, but with SGD. The learning rate is 0.1
    at m = 32, and elsewhere the same or, as in Wu & He, in proportion to m.
    """
    return tuple(
        _of_size(size, USUAL_RATE * (size / USUAL_SIZE if rate == "scaled" else 1), seed) for size in SIZES
    )


def _of_size(size: int, learning_rate: float, seed: int) -> Experiment:
    steps = IMAGES_SEEN // size
    return Experiment(
        depth=2,
        width=32,
        activation="relu",
        initialization="he",
        arms=tuple(Arm(normalization=kind, learning_rate=learning_rate) for kind in KINDS),
        batch_size=size,
        steps=steps,
        detail="scores",
        checkpoints=(steps,),
        seed=seed,
    )


def with_fresh_statistics(network: Network, experiment: Experiment, digits: Dataset) -> float:
    """The share of all test images that are told apart with the statistics of 1,000 training images at once.

    Nothing of the running averages is in it: what is still wrong was learnt, in training.
    """
    collected = network_inputs(experiment, digits, digits.train_images[:COLLECTED])
    statistics = network.batch_statistics(collected)
    asked = network_inputs(experiment, digits, digits.test_images)
    return accuracy(network.forward(asked, statistics).logits, digits.test_labels)


def pair(first: float, second: float) -> Array:
    """What Batch Normalization makes of a mini-batch of two values of one unit: x̂, (2,)."""
    values = np.array([[first], [second]])
    return batch_norm.forward(values, np.ones(1), np.zeros(1)).output[:, 0]
