"""Which images make up which mini-batch, and which are the probe set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bnviz.data.dataset import DataError
from bnviz.language import N_

PROBE_IMAGES = 512  # looked at in every Snapshot; all test images are scored at the end


def probe_places(count: int) -> NDArray[np.int64]:
    """The places among `count` test images that Snapshots look at: the same in every run.

    Drawn at random, since MNIST's first test images are easier than its last.
    """
    return np.random.default_rng(0).permutation(count)[:PROBE_IMAGES]


class BatchOrder:
    """The mini-batches of a training, each addressed by its step alone.

    Every epoch is a fresh permutation of all images, drawn from (seed, epoch) and cut into mini-batches;
    the images left over at its end are dropped, so that every mini-batch is of the same size.

    Args:
        count: how many training images there are.
        batch_size: m, the images in one mini-batch.
        seed: fixes all permutations.

    Raises:
        DataError: a mini-batch would need more images than there are.
    """

    def __init__(self, count: int, batch_size: int, seed: int) -> None:
        if batch_size > count:
            said = N_("Batch size {size} is too large; it must be at most {count}, all images.")
            raise DataError(said, size=batch_size, count=count)
        self.steps_per_epoch = count // batch_size
        self._count = count
        self._batch_size = batch_size
        self._seed = seed
        self._epoch = -1
        self._batches = np.empty((0, batch_size), dtype=np.int64)

    def indices(self, step: int) -> NDArray[np.int64]:
        """The positions of the images of step `step` (1, 2, …) in the training set, shape (batch_size,)."""
        if step < 1:
            raise ValueError(f"Step {step} has no mini-batch; steps count from 1.")
        epoch, position = divmod(step - 1, self.steps_per_epoch)
        mini_batch: NDArray[np.int64] = self.epoch(epoch)[position].copy()
        return mini_batch

    def epoch(self, number: int) -> NDArray[np.int64]:
        """The positions of the images of all mini-batches of an epoch, from 0, (steps_per_epoch, m)."""
        if number != self._epoch:
            shuffled = np.random.default_rng([self._seed, number]).permutation(self._count)
            used = shuffled[: self.steps_per_epoch * self._batch_size]
            self._epoch, self._batches = number, used.reshape(-1, self._batch_size)
        return self._batches
