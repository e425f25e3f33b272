"""Statistics that stand for all training images, from mini-batches; lists have an entry for each layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bnviz.maths import Array, batch_norm
from bnviz.maths.batch_norm import Statistics
from bnviz.maths.network import Network


class MiniBatches(NamedTuple):
    """What K mini-batches have for statistics in a frozen network.

    Attributes:
        layers: μ_B and σ²_B (biased) of each hidden layer, each of shape (K, units).
        size: m, the examples of each mini-batch.
    """

    layers: list[Statistics]
    size: int

    def first(self, count: int) -> MiniBatches:
        """Only so many of them."""
        return MiniBatches(
            [Statistics(mean[:count], variance[:count]) for mean, variance in self.layers], self.size
        )


def mini_batches(network: Network, batches: Sequence[Array]) -> MiniBatches:
    """The statistics of mini-batches, each normalised with its own, as in training.

    Args:
        network: with its parameters as they are.
        batches: the inputs of each mini-batch, all (m, inputs).
    """
    found = [network.batch_statistics(batch) for batch in batches]
    layers = [Statistics(*map(np.stack, zip(*layer, strict=True))) for layer in zip(*found, strict=True)]
    return MiniBatches(layers, len(batches[0]))


def algorithm_2(batches: MiniBatches) -> list[Statistics]:
    """The mean of the K means, and m/(m−1) times the mean of the K variances (paper, Algorithm 2)."""
    return [batch_norm.population(*layer, batches.size) for layer in batches.layers]


def precise(batches: MiniBatches) -> list[Statistics]:
    """The mean and the variance of all K·m examples together (PreciseBN, Wu & Johnson 2021)."""
    return [batch_norm.precise(*layer) for layer in batches.layers]


def answers_in_batches(network: Network, inputs: Array, size: int) -> Array:
    """The logits of inputs (n, …) that come in mini-batches, each normalised with its own statistics.

    Args:
        network: the network, left in training mode.
        inputs: a row for each image.
        size: images of a mini-batch; the last one has those that are left.

    Returns:
        Shape (n, classes).
    """
    batches = np.split(inputs, range(size, len(inputs), size))
    return np.concatenate([network.forward(batch).logits for batch in batches])
