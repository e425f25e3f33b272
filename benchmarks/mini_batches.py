"""The engine's mini-batches, for whoever is to train on the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
from numpy.typing import NDArray

from bnviz.data import BatchOrder
from bnviz.experiment import Experiment


def mini_batches(experiment: Experiment, images: int) -> Iterator[NDArray[np.int64]]:
    """The places (m,), among so many images, of those that make up one mini-batch after the other."""
    order = BatchOrder(images, experiment.batch_size, experiment.seed)
    return (order.indices(step) for step in count(1))
