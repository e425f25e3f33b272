"""How a gradient becomes an update of a parameter: one step of each optimizer, as `torch.optim` has it.

Every rule is a pure function of a parameter θ, its gradient g, the learning rate η and the moments that the
rule remembers; it returns the new θ and the new moments. All products and roots are elementwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from bnviz.maths import Array

MOMENTUM = 0.9
RMSPROP_DECAY = 0.99
ADAM_DECAYS = (0.9, 0.999)
EPSILON = 1e-8


class Moments(NamedTuple):
    """What an optimizer remembers of the gradients so far: t updates, v of g, s of g², each of θ's shape."""

    step: int
    first: Array
    second: Array

    @classmethod
    def before_training(cls, value: Array) -> Moments:
        """Nothing yet: zero moments for a parameter of this shape."""
        return cls(0, np.zeros_like(value), np.zeros_like(value))


Update = tuple[Array, Moments]
Optimizer = Callable[[Array, Array, float, Moments], Update]


def sgd(value: Array, gradient: Array, learning_rate: float, moments: Moments) -> Update:
    """Plain stochastic gradient descent (§1): θ ← θ − η g."""
    return value - learning_rate * gradient, moments._replace(step=moments.step + 1)


def momentum(value: Array, gradient: Array, learning_rate: float, moments: Moments) -> Update:
    """SGD with momentum 0.9: v ← 0.9 v + g;  θ ← θ − η v."""
    velocity = MOMENTUM * moments.first + gradient
    return value - learning_rate * velocity, moments._replace(step=moments.step + 1, first=velocity)


def rmsprop(value: Array, gradient: Array, learning_rate: float, moments: Moments) -> Update:
    """RMSprop: s ← 0.99 s + 0.01 g²;  θ ← θ − η g / (√s + 10⁻⁸)."""
    square = RMSPROP_DECAY * moments.second + (1 - RMSPROP_DECAY) * gradient**2
    step = learning_rate * gradient / (np.sqrt(square) + EPSILON)
    return value - step, moments._replace(step=moments.step + 1, second=square)


def adam(value: Array, gradient: Array, learning_rate: float, moments: Moments) -> Update:
    """Adam with bias correction, β₁ = 0.9 and β₂ = 0.999 (not the β of Batch Normalization).

    v ← β₁ v + (1 − β₁) g;  s ← β₂ s + (1 − β₂) g²
    θ ← θ − η · v/(1 − β₁ᵗ) / (√(s/(1 − β₂ᵗ)) + 10⁻⁸)
    """
    beta_1, beta_2 = ADAM_DECAYS
    step = moments.step + 1
    first = beta_1 * moments.first + (1 - beta_1) * gradient
    second = beta_2 * moments.second + (1 - beta_2) * gradient**2
    denominator = np.sqrt(second / (1 - beta_2**step)) + EPSILON
    return value - learning_rate * first / (1 - beta_1**step) / denominator, Moments(step, first, second)


OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType(
    {"sgd": sgd, "momentum": momentum, "rmsprop": rmsprop, "adam": adam}
)
