"""A linear layer whose weights are multiplied by a number: what Batch Normalization makes of it (§3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bnviz.maths import Array, linear
from bnviz.maths.batch_norm import EPSILON, backward, forward

FACTORS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""What the weights can be multiplied by; in equal steps on a logarithmic axis, or nearly."""
UNITS, LEARNING_RATE = 8, 0.1
_EXAMPLES, _INPUTS, _SEED = 8, 5, 1


@dataclass(frozen=True)
class Layer:
    """A linear layer, the mini-batch it is given, and the gradient that comes back.

    Attributes:
        inputs: u, shape (m, inputs).
        weight: W, shape (units, inputs).
        gradient: ∂ℓ/∂y, shape (m, units), of the layer's output, with or without Batch Normalization.
    """

    inputs: Array
    weight: Array
    gradient: Array


class Scaled(NamedTuple):
    """What becomes of a layer with the weights aW.

    Attributes:
        output: y, shape (m, units).
        spread: the standard deviation of y, the mean over the units.
        weight_norm: ‖aW‖.
        to_weight: ∂ℓ/∂(aW), shape (units, inputs).
        to_inputs: ∂ℓ/∂u, shape (m, inputs).
        variance: the mean over the units of the variance of (aW)u, the values before Batch Normalization.
    """

    output: Array
    spread: float
    weight_norm: float
    to_weight: Array
    to_inputs: Array
    variance: float

    @property
    def relative_step(self) -> float:
        """η ‖∂ℓ/∂(aW)‖ / ‖aW‖: how far one update of plain gradient descent moves, for the weights' size."""
        return LEARNING_RATE * norm(self.to_weight) / self.weight_norm


def toy_layer() -> Layer:
    """Eight examples of five numbers, drawn once and for all."""
    return layer_of(np.random.default_rng(_SEED).standard_normal((_EXAMPLES, _INPUTS)))


def layer_of(inputs: Array) -> Layer:
    """A layer for inputs of shape (m, inputs), with weights and gradients drawn once and for all."""
    generator = np.random.default_rng(_SEED)
    width = inputs.shape[1]
    weight = generator.standard_normal((UNITS, width)) / np.sqrt(width)
    return Layer(inputs, weight, generator.standard_normal((len(inputs), UNITS)) / len(inputs))


def scaled(layer: Layer, factor: float, *, batch_norm: bool, epsilon: float = EPSILON) -> Scaled:
    """The layer with its weights multiplied by a factor, not 0; with Batch Normalization γ is 1 and β 0."""
    weight = factor * layer.weight
    before = linear.forward(layer.inputs, weight)
    output, to_before = before, layer.gradient
    if batch_norm:
        gamma, beta = np.ones(UNITS), np.zeros(UNITS)
        made = forward(before, gamma, beta, epsilon)
        output, to_before = made.output, backward(layer.gradient, gamma, made, epsilon)
    back = linear.backward(to_before, layer.inputs, weight)
    return Scaled(
        output,
        float(output.std(axis=0).mean()),
        norm(weight),
        back.weight,
        back.inputs,
        float(before.var(axis=0).mean()),
    )


def norm(array: Array) -> float:
    """The root of the sum of all squares."""
    return float(np.sqrt((array**2).sum()))


def cosine(weight: Array, gradient: Array) -> float:
    """The cosine of the angle between the weights and their gradient; 0 if it is a right angle."""
    return float((weight * gradient).sum()) / (norm(weight) * norm(gradient))
