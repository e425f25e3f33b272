"""The loss over a plane through the parameters: two directions, and the network in the middle.

Random directions are filter-normalised (Li et al. 2018, §4): each unit's weights are moved by a vector as
long as they are themselves. A network whose weights are ten times as large and that answers the same would
otherwise look ten times as flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from bnviz.maths import Array, cross_entropy
from bnviz.maths.batch_norm import Statistics
from bnviz.maths.cross_entropy import Labels
from bnviz.maths.gradients import flat, gradients, with_parameters
from bnviz.maths.network import Network

IMAGES = 256
"""Enough for a picture, few enough for a short wait."""

POINTS = 17
"""To each side of the square."""

TOP = 10.0
"""Nats: a loss above it has the colour of this one."""


def random_direction(network: Network, seed: int) -> Array:
    """A direction (parameters,) whose part of each unit is as long as its weights; γ, β and biases stay."""
    generator = np.random.default_rng(seed)
    still = with_parameters(network, np.zeros(len(flat(network))))
    hidden = tuple(
        none._replace(weight=_as_long_as(layer.weight, generator))
        for none, layer in zip(still.hidden, network.hidden, strict=True)
    )
    return flat(Network(hidden, _as_long_as(network.weight, generator), still.bias, network.activation))


def _as_long_as(weight: Array, generator: np.random.Generator) -> Array:
    drawn = generator.normal(size=weight.shape)
    lengths = np.linalg.norm(weight, axis=1) / np.linalg.norm(drawn, axis=1)
    scaled: Array = drawn * lengths[:, None]
    return scaled


def descent_direction(network: Network, inputs: Array, labels: Labels) -> Array:
    """Down the gradient, (parameters,), and as long as a random direction: as all weights together."""
    down = -flat(gradients(network, inputs, labels).parameters)
    matrices = [layer.weight for layer in network.hidden] + [network.weight]
    length = np.sqrt(sum((matrix**2).sum() for matrix in matrices))
    down *= length / np.linalg.norm(down)
    return down


def surface(
    network: Network,
    across: Array,
    up: Array,
    reach: float,
    inputs: Array,
    labels: Labels,
    statistics: Sequence[Statistics] | None = None,
) -> Array:
    """The loss at POINTS × POINTS points θ + a · across + b · up, with a and b from −reach to reach.

    Args:
        network: θ, in the middle.
        across: a direction (parameters,).
        up: another.
        reach: how far the square goes; 1 is as far as the weights are from 0.
        inputs: the images the loss is taken of, (m, inputs).
        labels: their classes, (m,).
        statistics: for Batch Normalization everywhere; by default at each point those of the images there.

    Returns:
        Nats, (POINTS, POINTS): a row for each b, a column for each a; computed in single precision.
    """
    seen = _seen(network, inputs)
    theta, right, above = (
        _single(flat(_seen(with_parameters(network, point), inputs))) for point in (flat(network), across, up)
    )
    images, places = _single(np.eye(len(inputs))), _single(places_of(reach))
    fixed = statistics and [Statistics(_single(mean), _single(variance)) for mean, variance in statistics]

    def loss(a: float, b: float) -> float:
        there = with_parameters(seen, theta + a * right + b * above)
        return cross_entropy.loss(there.forward(images, fixed).logits, labels)

    return np.array([[loss(a, b) for a in places] for b in places])


def places_of(reach: float) -> Array:
    """The distances of the points from the middle, (POINTS,)."""
    return np.linspace(-reach, reach, POINTS)


def low_share(losses: Array, above: float = 0.5) -> float:
    """The share of the points (0 to 1) whose loss is at most `above` nats over that of the middle."""
    middle = losses[POINTS // 2, POINTS // 2]
    return float((losses <= middle + above).mean())


def _seen(network: Network, inputs: Array) -> Network:
    """The network for these images alone, each an input of its own: its first weights are the products Wx.

    They are linear in W as the points are in θ, and fewer than W for fewer images than pixels.
    """
    first, *others = network.hidden
    return replace(network, hidden=(first._replace(weight=first.weight @ inputs.T), *others))


def _single(values: Array) -> Array:
    """In single precision, which is enough for a picture and half the work."""
    return cast(Array, values.astype(np.float32))
