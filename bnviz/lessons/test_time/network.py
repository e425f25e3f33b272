"""The networks that the lesson of test time asks, and the digits it asks them about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bnviz.data import BatchOrder, Dataset, input_form, looked_test
from bnviz.data.dataset import Images, Labels
from bnviz.experiment import Experiment, Look
from bnviz.maths import Array

CHECKPOINTS = (20, 50, 100, 200, 500, 1000, 2000)
EXPERIMENT = Experiment(steps=2000, checkpoints=CHECKPOINTS)
"""The network of the paper's §4.1, with Batch Normalization and without, at a few moments of its training."""

BN, PLAIN = 0, 1  # the places of its arms
DIGITS = 1000  # enough for an accuracy to within a point or two, few enough for an answer at once
MOST_MINI_BATCHES = 50


def asked_digits(digits: Dataset) -> tuple[Images, Labels]:
    """The test images that the networks are asked about: DIGITS of them, uint8 (n, 784), and their labels."""
    return looked_test(digits, Look(), DIGITS)


def at_chance(accuracy: float, labels: Labels) -> bool:
    """Whether one and the same answer for all images, the best one, would be right as often; labels (n,)."""
    return accuracy <= float(np.bincount(labels).max()) / len(labels)


def network_inputs(digits: Dataset, images: Images) -> Array:
    """Images (n, 784) in the form the networks were trained on, in float64."""
    return input_form(EXPERIMENT.input, digits).apply(images).astype(np.float64)


def training_batches(digits: Dataset) -> Sequence[Array]:
    """The first mini-batches of the training, each (batch size, 784)."""
    order = BatchOrder(len(digits.train_labels), EXPERIMENT.batch_size, EXPERIMENT.seed)
    places = [order.indices(step) for step in range(1, MOST_MINI_BATCHES + 1)]
    return [network_inputs(digits, digits.train_images[each]) for each in places]
