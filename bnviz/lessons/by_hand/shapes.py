"""The parameters of a fully connected network, one by one: their shapes, and how many numbers they are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bnviz.data.dataset import CLASSES, PIXELS


class Parameter(NamedTuple):
    """A parameter of a layer, or a buffer: what is kept with the parameters, and not learned.

    Attributes:
        layer: from 1; the layer after the last hidden one is the output layer.
        letter: what the course calls it.
        shape: as the course has it, a column for each vector.
        name: what PyTorch calls it.
        torch_shape: as PyTorch has it.
        learned: whether it is a parameter; a buffer is not.
    """

    layer: int
    letter: str
    shape: tuple[int, ...]
    name: str
    torch_shape: tuple[int, ...]
    learned: bool = True


def parameters(depth: int, width: int, *, bias: bool, batch_norm: bool) -> list[Parameter]:
    """All parameters and buffers of a network for MNIST, layer by layer.

    Args:
        depth: the hidden layers.
        width: the units of each.
        bias: whether the hidden layers have one; the output layer always has.
        batch_norm: whether the hidden layers have Batch Normalization.
    """
    sizes = [PIXELS, *[width] * depth]
    found: list[Parameter] = []
    for layer, (inputs, units) in enumerate(pairwise(sizes), start=1):
        found += _linear(layer, units, inputs, bias)
        found += _batch_norm(layer, units) if batch_norm else ()
    return [*found, *_linear(depth + 1, CLASSES, width, bias=True)]


def count(found: list[Parameter]) -> int:
    """How many numbers are learned."""
    return sum(math.prod(parameter.torch_shape) for parameter in found if parameter.learned)


def _linear(layer: int, units: int, inputs: int, bias: bool) -> Iterator[Parameter]:
    yield Parameter(layer, "W", (units, inputs), "Linear.weight", (units, inputs))
    if bias:
        yield Parameter(layer, "b", (units, 1), "Linear.bias", (units,))


def _batch_norm(layer: int, units: int) -> Iterator[Parameter]:
    yield Parameter(layer, "γ", (units, 1), "BatchNorm1d.weight", (units,))
    yield Parameter(layer, "β", (units, 1), "BatchNorm1d.bias", (units,))
    yield Parameter(layer, "E[x]", (units, 1), "BatchNorm1d.running_mean", (units,), learned=False)
    yield Parameter(layer, "Var[x]", (units, 1), "BatchNorm1d.running_var", (units,), learned=False)
