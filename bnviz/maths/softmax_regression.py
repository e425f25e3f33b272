"""Softmax regression: the smallest network for the digits, one linear layer and a cross-entropy.

z = W x + b; the bias is the last column of W, and every x ends with a 1 (`with_one`).
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bnviz.maths import Array
from bnviz.maths.cross_entropy import Labels
from bnviz.maths.cross_entropy import gradient as to_logits
from bnviz.maths.cross_entropy import loss as cross_entropy

Real = TypeVar("Real", bound=np.floating[Any])


def with_one(inputs: NDArray[Real]) -> NDArray[Real]:
    """Inputs (m, k) with a 1 behind each, (m, k + 1): the bias's input."""
    return np.concatenate([inputs, np.ones((len(inputs), 1), inputs.dtype)], axis=1)


def loss(inputs: Array, labels: Labels, weights: Array) -> float:
    """The mean cross-entropy of inputs (m, k) at weights (classes, k)."""
    return cross_entropy(inputs @ weights.T, labels)


def gradient(inputs: Array, labels: Labels, weights: Array) -> Array:
    """1/m Σᵢ ∂ℓ(xᵢ, W)/∂W, of the weights' shape (classes, k): the paper's estimate of the gradient (§1)."""
    product: Array = to_logits(inputs @ weights.T, labels).T @ inputs
    return product


def gradient_spread(inputs: Array, labels: Labels, weights: Array) -> float:
    """σ = √(1/m Σᵢ ‖gᵢ − g‖²): how far the examples' gradients gᵢ are from their mean g.

    The gradient of one example is an outer product, ‖gᵢ‖ = ‖∂ℓᵢ/∂zᵢ‖ ‖xᵢ‖, so none of them is written out.
    The mean of a mini-batch of m examples drawn independently is σ/√m away from g, root mean square.
    """
    alone = len(inputs) * to_logits(inputs @ weights.T, labels)
    squares = (alone**2).sum(axis=1) * (inputs**2).sum(axis=1)
    mean = gradient(inputs, labels, weights)
    return float(np.sqrt(squares.mean() - (mean**2).sum()))
