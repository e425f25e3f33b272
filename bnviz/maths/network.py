"""A frozen network: fully connected layers, with a normalization or without, and their parameters.

Values have the shape (m, units): a row for each image. Batch Normalization may use any statistics: the
images' own, as in training, or fixed ones, as at test time (paper §3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bnviz.maths import Array, batch_norm
from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.batch_norm import Statistics
from bnviz.maths.each_image import EACH_IMAGE


class Hidden(NamedTuple):
    """One hidden layer.

    Attributes:
        weight: W, (units, inputs).
        shift: (units,): β with a normalization, else the bias.
        gamma: γ, (units,); None without a normalization.
        each_image: the name in `bnviz.maths.each_image` of a normalization that needs no statistics but an
            image's own, such as "layer"; None for Batch Normalization or none.
    """

    weight: Array
    shift: Array
    gamma: Array | None = None
    each_image: str | None = None


class Pass(NamedTuple):
    """What a forward pass computes; the lists have an entry for each hidden layer.

    Attributes:
        before: Wu, (m, units).
        after: the nonlinearity's input, (m, units).
        outputs: the nonlinearity's output, (m, units).
        logits: (m, classes).
    """

    before: list[Array]
    after: list[Array]
    outputs: list[Array]
    logits: Array


@dataclass(frozen=True)
class Network:
    """Hidden layers z = g(BN(Wu)), g(LN(Wu)) or g(Wu + b) (§3.2), and an output layer that is not normalised.

    Attributes:
        hidden: the hidden layers, the first one first.
        weight: the output layer's, (classes, units).
        bias: the output layer's, (classes,).
        activation: the nonlinearity's name in `bnviz.maths.activations`.
    """

    hidden: tuple[Hidden, ...]
    weight: Array
    bias: Array
    activation: str

    def forward(self, inputs: Array, statistics: Sequence[Statistics] | None = None) -> Pass:
        """Run images (m, inputs) through the network. One that has diverged answers NaN.

        Args:
            inputs: a row for each image.
            statistics: what Batch Normalization uses, one for each hidden layer; a layer without it does not
                look. By default those of `inputs` themselves, as in training: a batch of one has x̂ = 0.
        """
        before, after, outputs = [], [], [inputs]
        with np.errstate(over="ignore", invalid="ignore"):
            for number, layer in enumerate(self.hidden):
                before.append(outputs[-1] @ layer.weight.T)
                after.append(_normalised(layer, before[-1], statistics, number))
                outputs.append(ACTIVATIONS[self.activation].function(after[-1]))
            return Pass(before, after, outputs[1:], outputs[-1] @ self.weight.T + self.bias)

    def batch_statistics(self, inputs: Array) -> list[Statistics]:
        """μ_B and σ²_B (biased) of every hidden layer's Wu, where a batch is normalised with its own."""
        with np.errstate(over="ignore", invalid="ignore"):
            return [Statistics(x.mean(axis=0), x.var(axis=0)) for x in self.forward(inputs).before]

    def folded(self, statistics: Sequence[Statistics]) -> Network:
        """The network that answers the same with these statistics, and has no Batch Normalization left.

        W′ = γ/√(Var + ε) · W;  b′ = β − γ E/√(Var + ε)  (Algorithm 2, step 11)

        What normalises each image by itself stays: its statistics are never fixed.
        """
        hidden = tuple(_folded(layer, statistics, number) for number, layer in enumerate(self.hidden))
        return Network(hidden, self.weight, self.bias, self.activation)


def _normalised(layer: Hidden, x: Array, statistics: Sequence[Statistics] | None, number: int) -> Array:
    if layer.gamma is None:
        return x + layer.shift
    if layer.each_image:
        output: Array = EACH_IMAGE[layer.each_image].forward(x, layer.gamma, layer.shift).output
        return output
    if statistics is None:
        return batch_norm.forward(x, layer.gamma, layer.shift).output
    return batch_norm.inference(x, layer.gamma, layer.shift, statistics[number])


def _folded(layer: Hidden, statistics: Sequence[Statistics], number: int) -> Hidden:
    if layer.gamma is None or layer.each_image:
        return layer
    mean, variance = statistics[number]
    scale = layer.gamma / np.sqrt(variance + batch_norm.EPSILON)
    return Hidden(scale[:, None] * layer.weight, layer.shift - scale * mean)


def accuracy(logits: Array, labels: npt.NDArray[np.integer]) -> float:
    """The share of images given their label, 0 to 1: logits (m, classes), labels (m,).

    An answer of anything but finite numbers is wrong.
    """
    right = (logits.argmax(axis=1) == labels) & np.isfinite(logits).all(axis=1)
    return float(right.mean())
