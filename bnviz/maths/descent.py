"""Gradient descent on a quadratic loss: the bowl of a linear model, and the way down into it.

ℓ(w) = 1/2n Σᵢ (w·xᵢ − tᵢ)², for n examples with k features. Its Hessian H = 1/n Σᵢ xᵢ xᵢᵀ is the same
everywhere, so its eigenvalues say all about the bowl: along an eigenvector of eigenvalue λ, an update with
the learning rate η multiplies the distance to the minimum by 1 − ηλ. It shrinks for η < 2/λ only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bnviz.maths import Array


class Bowl(NamedTuple):
    """A quadratic loss: its Hessian H (k, k), the weights w* (k,) of the minimum, and the loss there."""

    hessian: Array
    minimum: Array
    lowest: float

    @property
    def curvatures(self) -> Array:
        """The eigenvalues of H, from the smallest, shape (k,)."""
        values: Array = np.linalg.eigvalsh(self.hessian).astype(np.float64)
        return values

    @property
    def condition(self) -> float:
        """The ratio of the largest eigenvalue to the smallest: 1 for a round bowl, large for a valley."""
        curvatures = self.curvatures
        return float(curvatures[-1] / curvatures[0])

    @property
    def largest_rate(self) -> float:
        """2/λ_max, from which learning rate on descent no longer comes down."""
        return float(2 / self.curvatures[-1])

    def loss(self, weights: Array) -> Array:
        """ℓ at weights of shape (..., k): ℓ(w*) + ½ (w − w*)ᵀ H (w − w*)."""
        away = weights - self.minimum
        rise: Array = np.einsum("...i,ij,...j->...", away, self.hessian, away) / 2
        return self.lowest + rise


def bowl(features: Array, targets: Array) -> Bowl:
    """The loss of a linear model as a function of its weights.

    Args:
        features: x, shape (n, k), of rank k.
        targets: t, shape (n,).
    """
    hessian = features.T @ features / len(features)
    minimum: Array = np.linalg.solve(hessian, features.T @ targets / len(features)).astype(np.float64)
    return Bowl(hessian, minimum, float(((features @ minimum - targets) ** 2).mean() / 2))


def path(of: Bowl, start: Array, learning_rate: float, updates: int) -> Array:
    """The weights before the first update w ← w − η H (w − w*) and after each, shape (updates + 1, k)."""
    way = [start]
    for _ in range(updates):
        way.append(way[-1] - learning_rate * of.hessian @ (way[-1] - of.minimum))
    return np.stack(way)


def level(of: Bowl, loss: float, count: int = 121) -> Array:
    """The weights of one loss above the lowest, for two weights: an ellipse of `count` points, (count, 2).

    w = w* + √(2 (ℓ − ℓ*)) H^(−1/2) (cos φ, sin φ)
    """
    values, vectors = np.linalg.eigh(of.hessian)
    angles = np.linspace(0, 2 * np.pi, count)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    away: Array = np.sqrt(2 * (loss - of.lowest)) * (circle / np.sqrt(values)) @ vectors.T
    return of.minimum + away
