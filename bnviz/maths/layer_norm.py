"""Layer Normalization (Ba, Kiros & Hinton 2016): each example by the mean and variance over its layer.

Throughout, `x` has the shape (m, units), a row for each example. Every row is normalised on its own, in
training and at test time alike; the scale and the shift are each unit's own, of shape (units,).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON


class Forward(NamedTuple):
    """The mean and variance of each example, (m,), and x̂ and y of shape (m, units)."""

    mean: Array
    variance: Array
    normalised: Array
    output: Array


class Backward(NamedTuple):
    """The gradients to x, of shape (m, units), and to γ and β, of shape (units,)."""

    input: Array
    gamma: Array
    beta: Array


def forward(x: Array, gamma: Array, beta: Array, epsilon: float = EPSILON) -> Forward:
    """Normalise each example over its units, then scale and shift each unit (§3, eq. 3 there).

    μᵢ = 1/H Σⱼ xᵢⱼ;  σ²ᵢ = 1/H Σⱼ (xᵢⱼ − μᵢ)²;  x̂ᵢⱼ = (xᵢⱼ − μᵢ) / √(σ²ᵢ + ε);  yᵢⱼ = γⱼ x̂ᵢⱼ + βⱼ
    """
    mean, variance = x.mean(axis=1), x.var(axis=1)
    normalised = (x - mean[:, None]) / np.sqrt(variance + epsilon)[:, None]
    return Forward(mean, variance, normalised, gamma * normalised + beta)


def backward(gradient: Array, gamma: Array, forward: Forward, epsilon: float = EPSILON) -> Backward:
    """The gradients of the loss, from ∂ℓ/∂y of shape (m, units).

    ∂ℓ/∂xᵢⱼ = (ĝᵢⱼ − 1/H Σₖ ĝᵢₖ − x̂ᵢⱼ · 1/H Σₖ ĝᵢₖ x̂ᵢₖ) / √(σ²ᵢ + ε), with ĝ = γ ∂ℓ/∂y
    """
    normalised, scaled = forward.normalised, gamma * gradient
    alignment = (scaled * normalised).mean(axis=1, keepdims=True)
    centred = scaled - scaled.mean(axis=1, keepdims=True) - normalised * alignment
    to_input = centred / np.sqrt(forward.variance + epsilon)[:, None]
    return Backward(to_input, (gradient * normalised).sum(axis=0), gradient.sum(axis=0))
