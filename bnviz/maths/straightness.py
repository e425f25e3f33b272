"""How much of a nonlinearity is used: where its curve is nearly straight, and what a line would explain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bnviz.maths import Array
from bnviz.maths.activations import Activation

TOLERANCE = 0.05


def is_nearly_straight(activation: Activation, at: Array, height: float) -> NDArray[np.bool_]:
    """Where the tangent at 0 misses the curve by at most 5 % of the curve's height; elementwise.

    |g(x) − (g(0) + g′(0) x)| ≤ 0.05 · height

    Args:
        activation: g and g′.
        at: inputs of g, of any shape.
        height: from the curve's lowest to its highest value; 1 for the sigmoid, 2 for tanh.
    """
    zero = np.zeros(1)
    tangent = activation.function(zero) + activation.derivative(zero) * at
    return np.abs(activation.function(at) - tangent) <= TOLERANCE * height


def explained_by_a_line(inputs: Array, outputs: Array) -> float:
    """The share of the outputs' variance that the best straight line over the inputs explains, 0 to 1.

    R² = Cov(x, g)² / (Var x · Var g), and 1 where there is no variance to explain.

    Args:
        inputs: shape (n,), n ≥ 2.
        outputs: likewise.
    """
    x, y = inputs - inputs.mean(), outputs - outputs.mean()
    variances = float((x @ x) * (y @ y))
    return float(x @ y) ** 2 / variances if variances else 1.0
