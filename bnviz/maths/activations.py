"""The nonlinearities that follow a hidden layer's pre-activations, and their derivatives, elementwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from scipy import special

from bnviz.maths import Array

LEAKY_SLOPE = 0.01


class Activation(NamedTuple):
    """A nonlinearity g and its derivative g′, both functions of the pre-activation."""

    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


def sigmoid(x: Array) -> Array:
    """g(x) = 1 / (1 + e^(−x)), the paper's nonlinearity in §3.2 and §4.1."""
    value: Array = special.expit(x)
    return value


def sigmoid_derivative(x: Array) -> Array:
    """g′(x) = g(x) (1 − g(x)), written with g(−x) = 1 − g(x) so that no digit is lost for large x."""
    return sigmoid(x) * sigmoid(-x)


def tanh(x: Array) -> Array:
    """g(x) = (eˣ − e^(−x)) / (eˣ + e^(−x))."""
    return np.tanh(x)


def tanh_derivative(x: Array) -> Array:
    """g′(x) = 1 − tanh² x."""
    return 1 - np.tanh(x) ** 2


def relu(x: Array) -> Array:
    """g(x) = max(x, 0) (§3.2)."""
    return np.maximum(x, 0)


def relu_derivative(x: Array) -> Array:
    """g′(x) = 1 for x > 0, else 0; at the kink itself 0, as PyTorch has it."""
    return np.where(x > 0, 1.0, 0.0)


def leaky_relu(x: Array) -> Array:
    """g(x) = x for x > 0, else 0.01 x."""
    return np.where(x > 0, x, LEAKY_SLOPE * x)


def leaky_relu_derivative(x: Array) -> Array:
    """g′(x) = 1 for x > 0, else 0.01; at the kink itself 0.01, as PyTorch has it."""
    return np.where(x > 0, 1.0, LEAKY_SLOPE)


def gelu(x: Array) -> Array:
    """g(x) = x Φ(x), with Φ(x) = ½ (1 + erf(x/√2)): the exact form, not the tanh approximation."""
    value: Array = x * special.ndtr(x)
    return value


def gelu_derivative(x: Array) -> Array:
    """g′(x) = Φ(x) + x φ(x), with the standard normal density φ(x) = e^(−x²/2) / √(2π)."""
    value: Array = special.ndtr(x) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return value


def identity(x: Array) -> Array:
    """g(x) = x: no nonlinearity at all, so the network stays linear however deep it is."""
    return x


def identity_derivative(x: Array) -> Array:
    """g′(x) = 1."""
    return np.ones_like(x)


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "sigmoid": Activation(sigmoid, sigmoid_derivative),
        "tanh": Activation(tanh, tanh_derivative),
        "relu": Activation(relu, relu_derivative),
        "leaky_relu": Activation(leaky_relu, leaky_relu_derivative),
        "gelu": Activation(gelu, gelu_derivative),
        "identity": Activation(identity, identity_derivative),
    }
)
