"""The same networks in NumPy, written plainly: forward, the paper's formulas back, plain descent.

Everything is float32 and has a row for each image, (m, units). Only sigmoids are here, as in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.mini_batches import mini_batches
from bnviz.experiment import Arm, Experiment
from bnviz.maths.batch_norm import EPSILON, MOMENTUM
from bnviz.training.initialization import initial_layers
from bnviz.training.parameters import layer_shapes

Array = NDArray[np.float32]
Labels = NDArray[np.int64]


class Layer(Protocol):
    """A layer that learns on its way back."""

    def forward(self, x: Array) -> Array:
        """Its output for x, both (m, units)."""

    def backward(self, gradient: Array, rate: float) -> Array:
        """From dl/d its output to dl/dx; its parameters go downhill by the learning rate."""


class Linear:
    """W x, with W (units, inputs)."""

    def __init__(self, weight: NDArray[np.float64]):
        self.weight = weight.astype(np.float32)

    def forward(self, x: Array) -> Array:
        """W x of every image; x is kept for the way back."""
        self.x = x
        return x @ self.weight.T

    def backward(self, gradient: Array, rate: float) -> Array:
        """Wᵀ dl/dz, with the W of the way forward; then descend."""
        to_x: Array = gradient @ self.weight
        self.descend(gradient, rate)
        return to_x

    def descend(self, gradient: Array, rate: float) -> None:
        """Only learn: of the first layer, dl/dx is of no use to anybody."""
        self.weight -= rate * (gradient.T @ self.x)


class Bias:
    """x + b, with b (units,)."""

    def __init__(self, bias: NDArray[np.float64]):
        self.bias = bias.astype(np.float32)

    def forward(self, x: Array) -> Array:
        """Every image's values and b."""
        return x + self.bias

    def backward(self, gradient: Array, rate: float) -> Array:
        """dl/db is the sum over the images; dl/dx is the gradient itself."""
        self.bias -= rate * gradient.sum(axis=0)
        return gradient


class BatchNorm:
    """Batch Normalization (paper, Algorithm 1), with the running statistics of `torch.nn.BatchNorm1d`."""

    def __init__(self, units: int):
        self.gamma, self.beta = np.ones(units, np.float32), np.zeros(units, np.float32)
        self.running_mean, self.running_var = np.zeros(units, np.float32), np.ones(units, np.float32)

    def forward(self, x: Array) -> Array:
        """Its y = γ x̂ + β, by the mini-batch's own mean and variance."""
        mean = x.mean(axis=0)
        centred = x - mean
        variance = (centred * centred).mean(axis=0)
        self.deviation = np.sqrt(variance + EPSILON)
        self.normalised = centred / self.deviation
        self.running_mean += MOMENTUM * (mean - self.running_mean)
        self.running_var += MOMENTUM * (len(x) / (len(x) - 1) * variance - self.running_var)
        output: Array = self.gamma * self.normalised + self.beta
        return output

    def backward(self, gradient: Array, rate: float) -> Array:
        """The paper's chain (§3) with its sums carried out."""
        m, to_gamma, to_beta = len(gradient), (gradient * self.normalised).sum(axis=0), gradient.sum(axis=0)
        centred = gradient - to_beta / m - self.normalised * (to_gamma / m)
        to_x: Array = self.gamma / self.deviation * centred
        self.gamma -= rate * to_gamma
        self.beta -= rate * to_beta
        return to_x


class Sigmoid:
    """1 / (1 + e⁻ˣ)."""

    def forward(self, x: Array) -> Array:
        """Of every value; the output is kept for the way back."""
        output: Array = np.reciprocal(1 + np.exp(-x))
        self.output = output
        return output

    def backward(self, gradient: Array, rate: float) -> Array:
        """By g′ = g (1 − g)."""
        return gradient * self.output * (1 - self.output)


class Network:
    """An arm's network, with the engine's first weights.

    Attributes:
        first: the layer that reads the images.
        layers: all above it; the last one's output are the logits.
    """

    def __init__(self, experiment: Experiment, arm: Arm):
        self.rate = arm.learning_rate
        first, *upper = initial_layers(experiment, layer_shapes(experiment))
        self.first, self.layers = Linear(first.weight), list[Layer]()
        shift = first.bias
        for weight, bias in upper:
            normalised = arm.normalization == "batch"
            self.layers += [BatchNorm(len(shift)) if normalised else Bias(shift), Sigmoid(), Linear(weight)]
            shift = bias
        self.layers.append(Bias(shift))

    def train_step(self, images: Array, labels: Labels) -> float:
        """One step on a mini-batch: images (m, pixels), labels (m,). The loss before it, in nats."""
        values = self.first.forward(images)
        for layer in self.layers:
            values = layer.forward(values)
        loss, gradient = cross_entropy(values, labels)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient, self.rate)
        self.first.descend(gradient, self.rate)
        return loss


def cross_entropy(logits: Array, labels: Labels) -> tuple[float, Array]:
    """The mean of −ln p(label) over the mini-batch, p by softmax; its gradient to the logits (m, classes)."""
    m = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gradient: Array = np.exp(logarithms)
    gradient[np.arange(m), labels] -= 1
    gradient /= m
    return -float(logarithms[np.arange(m), labels].mean()), gradient


def numpy_loop(experiment: Experiment, images: Array, labels: Labels) -> Iterator[list[float]]:
    """Train all arms in turn on each of the engine's mini-batches: a step for each item, the arms' losses."""
    networks = [Network(experiment, arm) for arm in experiment.arms]
    for chosen in mini_batches(experiment, len(labels)):
        batch, truth = images[chosen], labels[chosen]
        yield [network.train_step(batch, truth) for network in networks]
