"""A linear layer without a bias, z = Wu, and the gradients through it."""

from __future__ import annotations

from typing import NamedTuple

from bnviz.maths import Array


class Gradients(NamedTuple):
    """∂ℓ/∂W of shape (units, inputs), and ∂ℓ/∂u of shape (m, inputs)."""

    weight: Array
    inputs: Array


def forward(inputs: Array, weight: Array) -> Array:
    """The values z = Wu of each example, shape (m, units).

    Args:
        inputs: u, a row for each example, shape (m, inputs).
        weight: W, a row for each unit, shape (units, inputs).
    """
    return inputs @ weight.T


def backward(gradient: Array, inputs: Array, weight: Array) -> Gradients:
    """∂ℓ/∂W = Σᵢ ∂ℓ/∂zᵢ uᵢᵀ and ∂ℓ/∂uᵢ = Wᵀ ∂ℓ/∂zᵢ.

    Args:
        gradient: ∂ℓ/∂z, shape (m, units).
        inputs: u of the forward pass.
        weight: W of the forward pass.
    """
    return Gradients(gradient.T @ inputs, gradient @ weight)
