"""The loss of a frozen network and its gradient to every parameter: backpropagation, written out.

A gradient has the form of what it belongs to, so that of all parameters is a `Network` too: ∂ℓ/∂W lies where
W lies. `flat` and `with_parameters` see the same numbers as one point θ of a space with an axis for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from bnviz.maths import Array, batch_norm, cross_entropy, linear
from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.batch_norm import EPSILON, Statistics
from bnviz.maths.cross_entropy import Labels
from bnviz.maths.each_image import EACH_IMAGE
from bnviz.maths.network import Hidden, Network, Pass


class Gradients(NamedTuple):
    """What a backward pass computes.

    Attributes:
        loss: ℓ, in nats: the mean over the images.
        parameters: ∂ℓ/∂θ, in the places of the parameters.
        before: ∂ℓ/∂(Wu) of each hidden layer, (m, units).
    """

    loss: float
    parameters: Network
    before: list[Array]


class _Through(NamedTuple):
    """Back through a normalization: to its input (m, units), its γ and its shift (units,)."""

    input: Array
    gamma: Array | None
    shift: Array


def gradients(
    network: Network, inputs: Array, labels: Labels, statistics: Sequence[Statistics] | None = None
) -> Gradients:
    """The loss of images (m, inputs) with labels (m,), and its gradients, by the chain rule (§3).

    Args:
        network: with a normalization or without. One that has diverged gives NaN.
        inputs: a row for each image.
        labels: their classes, (m,).
        statistics: as in `Network.forward`. Fixed ones are constants; by default Batch Normalization uses
            those of the images themselves, and the gradient goes through them, as in training.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        seen = network.forward(inputs, statistics)
        gradient = cross_entropy.gradient(seen.logits, labels)
        output = linear.backward(gradient, seen.outputs[-1], network.weight)
        hidden, before = _down(network, inputs, seen, output.inputs, statistics)
        loss = cross_entropy.loss(seen.logits, labels)
    parameters = Network(hidden, output.weight, gradient.sum(axis=0), network.activation)
    return Gradients(loss, parameters, before)


def _down(
    network: Network, inputs: Array, seen: Pass, gradient: Array, statistics: Sequence[Statistics] | None
) -> tuple[tuple[Hidden, ...], list[Array]]:
    """From ∂ℓ/∂ the last hidden layer's outputs down to the images: of each layer ∂ℓ/∂θ and ∂ℓ/∂(Wu)."""
    derivative, below = ACTIVATIONS[network.activation].derivative, [inputs, *seen.outputs]
    hidden, before = [], []
    for number in reversed(range(len(network.hidden))):
        layer, to_after = network.hidden[number], gradient * derivative(seen.after[number])
        through = _back(layer, seen.before[number], to_after, statistics, number)
        weight, gradient = linear.backward(through.input, below[number], layer.weight)
        hidden.append(layer._replace(weight=weight, shift=through.shift, gamma=through.gamma))
        before.append(through.input)
    return tuple(hidden[::-1]), before[::-1]


def _back(
    layer: Hidden, x: Array, gradient: Array, statistics: Sequence[Statistics] | None, number: int
) -> _Through:
    """From ∂ℓ/∂y of a layer's normalization, or of its bias, to ∂ℓ/∂x: all (m, units)."""
    shift = gradient.sum(axis=0)
    if layer.gamma is None:
        return _Through(gradient, None, shift)
    if layer.each_image:
        formulas = EACH_IMAGE[layer.each_image]
        seen = formulas.forward(x, layer.gamma, layer.shift)
        return _Through(*formulas.backward(gradient, layer.gamma, seen))
    if statistics is None:
        forward = batch_norm.forward(x, layer.gamma, layer.shift)
        to_input = batch_norm.backward(gradient, layer.gamma, forward)
        return _Through(to_input, (gradient * forward.normalised).sum(axis=0), shift)
    mean, variance = statistics[number]
    deviation = np.sqrt(variance + EPSILON)
    to_gamma = (gradient * (x - mean) / deviation).sum(axis=0)
    return _Through(gradient * layer.gamma / deviation, to_gamma, shift)


def flat(network: Network) -> Array:
    """θ: all parameters one after the other, layer by layer, (parameters,)."""
    return np.concatenate([values.ravel() for values in _parts(network)])


def with_parameters(network: Network, theta: Array) -> Network:
    """The same network with θ (parameters,), in the order of `flat`, for its parameters."""
    parts = _parts(network)
    ends = np.cumsum([values.size for values in parts])
    pieces = iter(
        piece.reshape(values.shape) for piece, values in zip(np.split(theta, ends[:-1]), parts, strict=True)
    )
    hidden = tuple(_with(layer, pieces) for layer in network.hidden)
    return replace(network, hidden=hidden, weight=next(pieces), bias=next(pieces))


def _parts(network: Network) -> list[Array]:
    layers = ([layer.weight, layer.shift, layer.gamma] for layer in network.hidden)
    hidden = [values for layer in layers for values in layer if values is not None]
    return [*hidden, network.weight, network.bias]


def _with(layer: Hidden, pieces: Iterator[Array]) -> Hidden:
    weight, shift = next(pieces), next(pieces)
    gamma = None if layer.gamma is None else next(pieces)
    return layer._replace(weight=weight, shift=shift, gamma=gamma)
