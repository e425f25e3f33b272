"""The networks whose loss is looked at from nearby, and the images it is taken of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from bnviz.data import Dataset, input_form
from bnviz.experiment import Experiment
from bnviz.language import N_
from bnviz.maths import Array

BN, PLAIN = 0, 1
"""The places of the arms."""

RATE = 0.1  # of the training: what all arms have for their learning rate
STEPS = 1000
CHECKPOINTS = (0, 1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 700, STEPS)

NAMES: Mapping[str, str] = MappingProxyType(
    {"relu": "3 × 100 ReLU", "deep": "8 × 100 ReLU", "sigmoid": N_("3 × 100 sigmoid, the paper’s")}
)
"""What the networks are called."""

_SETTINGS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "relu": {"activation": "relu", "initialization": "he"},
        "deep": {"activation": "relu", "initialization": "he", "depth": 8},
        "sigmoid": {},
    }
)


def pair(name: str, seed: int = 1) -> Experiment:
    """Two networks, with Batch Normalization and without, kept at a few steps; `name` is one of NAMES."""
    return Experiment(steps=STEPS, checkpoints=CHECKPOINTS, seed=seed, **_SETTINGS[name])


def first_images(
    experiment: Experiment, digits: Dataset, count: int
) -> tuple[Array, npt.NDArray[np.integer]]:
    """The first training images (count, 784) as the networks are given them, and their labels (count,)."""
    inputs = input_form(experiment.input, digits).apply(digits.train_images[:count])
    return inputs.astype(np.float64), digits.train_labels[:count]
