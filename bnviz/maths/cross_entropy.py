"""The training loss: cross-entropy of a softmax over the classes, averaged over the mini-batch (§1, §4.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from bnviz.maths import Array

Labels = NDArray[np.integer]


def loss(logits: Array, labels: Labels) -> float:
    """ℓ = −1/m Σᵢ log softmax(zᵢ)[labelᵢ], in nats; the mean over the mini-batch.

    Args:
        logits: z, shape (m, classes); any size of number, the logarithm of the softmax never overflows.
        labels: the true class of each example, shape (m,).
    """
    log_probabilities: Array = special.log_softmax(logits, axis=1)
    return float(-log_probabilities[np.arange(len(labels)), labels].mean())


def gradient(logits: Array, labels: Labels) -> Array:
    """∂ℓ/∂zᵢ = 1/m (softmax(zᵢ) − onehot(labelᵢ)), shape (m, classes)."""
    probabilities: Array = special.softmax(logits, axis=1)
    one_hot = np.eye(logits.shape[1])[labels]
    return (probabilities - one_hot) / len(labels)
