"""Gradient descent with Batch Normalization on one unit: the updates of W, γ and β, by every optimizer.

The unit has two inputs, uᵢ = (xᵢ, a second number), so that it has weights to learn: with a single one,
z = w x, Batch Normalization would cancel all of it but its sign. Forward z = W u, ẑ, y = γ ẑ + β; the loss
is ℓ = 1/2m Σ (yᵢ − tᵢ)². There is no b: it would be cancelled (paper §3.2).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bnviz.maths import Array
from bnviz.maths.batch_norm import backward_chain, forward
from bnviz.maths.optimizers import OPTIMIZERS, Moments

PARAMETERS = ("w_1", "w_2", r"\gamma", r"\beta")
"""What is learned, in the order of θ; as LaTeX."""
START = (0.5, -0.5, 1.5, 0.0)
"""θ before the first update. No first step of RMSprop (10 η) or Adam (η) ends at γ = 0, where W would get no
gradient: from γ = 1 that of RMSprop at η = 0.1 would."""
UPDATES = 20

_SECOND_INPUTS = (1.0, -1.0, 2.0, 0.0, -2.0, 3.0, 1.0, 0.0, -3.0, 2.0, -1.0, -2.0)
_TARGETS = (2.0, 0.0, 1.0, -1.0, 3.0, 0.0, 1.0, 2.0, -1.0, 1.0, 0.0, 2.0)


class Task(NamedTuple):
    """What the unit is to learn: inputs u of shape (m, 2) and targets t of shape (m,)."""

    inputs: Array
    targets: Array


class Learned(NamedTuple):
    """θ = (w₁, w₂, γ, β) at one moment, shape (4,): its loss, its gradient of shape (4,), its moments."""

    parameters: Array
    loss: float
    gradient: Array
    moments: Moments


def task(x: Array) -> Task:
    """The task made of a mini-batch x of shape (m,), 2 ≤ m ≤ 12."""
    m = len(x)
    return Task(np.stack([x, np.array(_SECOND_INPUTS[:m])], axis=1), np.array(_TARGETS[:m]))


def loss_and_gradient(given: Task, parameters: Array) -> tuple[float, Array]:
    """ℓ and ∂ℓ/∂θ, shape (4,), by Algorithm 1 and the paper's chain (§3).

    ∂ℓ/∂yᵢ = (yᵢ − tᵢ)/m;  ∂ℓ/∂W = Σᵢ ∂ℓ/∂zᵢ uᵢ;  ∂ℓ/∂γ = Σᵢ ∂ℓ/∂yᵢ ẑᵢ;  ∂ℓ/∂β = Σᵢ ∂ℓ/∂yᵢ
    """
    weight, gamma, beta = parameters[:2], parameters[2:3], parameters[3:]
    z = (given.inputs @ weight)[:, None]
    made = forward(z, gamma, beta)
    error = made.output - given.targets[:, None]
    back = backward_chain(error / len(z), z, gamma, made)
    gradient = np.concatenate([given.inputs.T @ back.input[:, 0], back.gamma, back.beta])
    return float((error**2).mean() / 2), gradient


def descent(given: Task, optimizer: str, learning_rate: float, updates: int = UPDATES) -> list[Learned]:
    """θ before the first update and after each, with the moments as they were after that update."""
    parameters = np.array(START)
    moments = Moments.before_training(parameters)
    way = []
    for _ in range(updates + 1):
        loss, gradient = loss_and_gradient(given, parameters)
        way.append(Learned(parameters, loss, gradient, moments))
        parameters, moments = OPTIMIZERS[optimizer](parameters, gradient, learning_rate, moments)
    return way
