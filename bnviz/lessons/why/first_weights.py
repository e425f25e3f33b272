"""Deep networks as they are before training: what reaches each layer, up and down, and after a few steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bnviz.data import BatchOrder, Dataset
from bnviz.data.dataset import CLASSES
from bnviz.experiment import Experiment
from bnviz.lessons.covariate_shift.layers import network_inputs
from bnviz.maths import Array
from bnviz.maths.cross_entropy import Labels
from bnviz.maths.gradients import Gradients, flat, gradients, with_parameters
from bnviz.maths.network import Hidden, Network

STEP_IMAGES = 60
"""In the mini-batch of a step."""
SEEN_IMAGES = 256
"""In the mini-batch that the values are taken of."""
GROWTH = float(np.sqrt(np.pi / (np.pi - 1)))
"""1.211: what the gradient of a deep ReLU network with BN grows by, a layer down (Yang et al. 2019)."""


class Shape(NamedTuple):
    """A network before training: its layers, its nonlinearity, whether it has BN, and its seed."""

    depth: int
    width: int
    activation: str
    normalised: bool
    seed: int = 1


class MiniBatch(NamedTuple):
    """Images (m, inputs) and their labels (m,)."""

    inputs: Array
    labels: Labels


def first_network(shape: Shape, inputs: int) -> Network:
    """A network with He's first weights, N(0, 2/inputs) in each layer (He et al. 2015), γ = 1 and β = 0."""
    generator = np.random.default_rng(shape.seed)
    widths = [inputs, *[shape.width] * shape.depth]

    def draw(units: int, below: int) -> Array:
        return generator.normal(0, np.sqrt(2 / below), (units, below))

    def hidden(below: int) -> Hidden:
        gamma = np.ones(shape.width) if shape.normalised else None
        return Hidden(draw(shape.width, below), np.zeros(shape.width), gamma)

    layers = tuple(hidden(below) for below in widths[:-1])
    return Network(layers, draw(CLASSES, shape.width), np.zeros(CLASSES), shape.activation)


def digits_batch(digits: Dataset, size: int, seed: int = 1, step: int = 1) -> MiniBatch:
    """The mini-batch of a training step, as pixels in [0, 1]."""
    places = BatchOrder(len(digits.train_labels), size, seed).indices(step)
    inputs = network_inputs(Experiment(), digits, digits.train_images[places])
    return MiniBatch(inputs, digits.train_labels[places])


def noise_batch(size: int, inputs: int, seed: int = 1) -> MiniBatch:
    """Gaussian noise of mean 0 and variance 1 in place of images, with labels drawn by lot."""
    generator = np.random.default_rng(seed)
    return MiniBatch(generator.normal(size=(size, inputs)), generator.integers(0, CLASSES, size))


class Norms(NamedTuple):
    """Of each hidden layer, from the first: ‖∂ℓ/∂(Wu)‖, ‖∂ℓ/∂W‖ and ‖∂ℓ/∂W‖/‖W‖, each (depth,)."""

    products: Array
    weights: Array
    relative: Array


def gradient_norms(network: Network, batch: MiniBatch) -> Norms:
    """The size of the gradient in each layer, for one mini-batch."""
    found: Gradients = gradients(network, *batch)
    weights = np.array([np.linalg.norm(layer.weight) for layer in found.parameters.hidden])
    own = np.array([np.linalg.norm(layer.weight) for layer in network.hidden])
    return Norms(np.array([np.linalg.norm(each) for each in found.before]), weights, weights / own)


def growth(norms: Array) -> float:
    """The factor a layer down, of norms (depth,): that of the straight line through their logarithms.

    The first layer and the last are left out where there are others: they have other neighbours.
    """
    inner = norms[1:-1] if len(norms) > 3 else norms
    slope = np.polyfit(np.arange(len(inner)), np.log(inner), 1)[0]
    return float(np.exp(-slope))


class Spreads(NamedTuple):
    """The standard deviation over units and images in each layer, after a few steps: each (depth,).

    Attributes:
        before: of Wu.
        after: of the nonlinearity's input.
        loss: on the same images, nats.
    """

    before: Array
    after: Array
    loss: float


def spreads(network: Network, batch: MiniBatch) -> Spreads:
    """How large the values in each layer are. What is too large for a number is infinite or NaN."""
    with np.errstate(over="ignore", invalid="ignore"):
        seen = network.forward(batch.inputs)
        before, after = (np.array([x.std() for x in values]) for values in (seen.before, seen.after))
        return Spreads(before, after, gradients(network, *batch).loss)


def descend(network: Network, batch: MiniBatch, rate: float) -> Network:
    """The network after a step of plain descent, θ − η ∇ℓ(θ)."""
    with np.errstate(over="ignore", invalid="ignore"):
        step = rate * flat(gradients(network, *batch).parameters)
        return with_parameters(network, flat(network) - step)


def spreads_on_the_way(shape: Shape, rate: float, steps: int, inputs: int, digits: Dataset) -> list[Spreads]:
    """How large the values are before the first step and after each, on one mini-batch, the same for all.

    Args:
        shape: the network, from its first weights.
        rate: the learning rate η.
        steps: how many are made, on mini-batches of STEP_IMAGES digits.
        inputs: pixels of an image.
        digits: where the mini-batches come from.
    """
    network, seen = first_network(shape, inputs), digits_batch(digits, SEEN_IMAGES, shape.seed, step=2)
    found = [spreads(network, seen)]
    for step in range(1, steps + 1):
        network = descend(network, digits_batch(digits, STEP_IMAGES, shape.seed, step), rate)
        found.append(spreads(network, seen))
    return found
