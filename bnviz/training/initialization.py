"""The first weights: one draw, shared by all arms.

Drawn with NumPy in double precision on the CPU, so that a seed means the same network on every device.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bnviz.experiment import Experiment

Array = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, tuple[int, int], float], Array]


class InitialLayer(NamedTuple):
    """A layer before training: weight (units, inputs) and bias (units,)."""

    weight: Array
    bias: Array


def _gaussian(generator: np.random.Generator, shape: tuple[int, int], std: float) -> Array:
    """W ~ N(0, σ²), σ chosen by the experiment (paper §4.1: small random Gaussian values)."""
    return generator.normal(0, std, shape)


def _xavier(generator: np.random.Generator, shape: tuple[int, int], std: float) -> Array:
    """W ~ N(0, 2 / (inputs + units)) (Glorot & Bengio 2010)."""
    return generator.normal(0, math.sqrt(2 / sum(shape)), shape)


def _he(generator: np.random.Generator, shape: tuple[int, int], std: float) -> Array:
    """W ~ N(0, 2 / inputs) (He et al. 2015)."""
    return generator.normal(0, math.sqrt(2 / shape[1]), shape)


def _pytorch(generator: np.random.Generator, shape: tuple[int, int], std: float) -> Array:
    """W ~ U(-1/√inputs, 1/√inputs), the default of `torch.nn.Linear`."""
    bound = 1 / math.sqrt(shape[1])
    return generator.uniform(-bound, bound, shape)


WEIGHT_DRAWS: Mapping[str, Draw] = MappingProxyType(
    {"gaussian": _gaussian, "xavier": _xavier, "he": _he, "pytorch": _pytorch}
)


def initial_layers(experiment: Experiment, shapes: list[tuple[int, int]]) -> Iterator[InitialLayer]:
    """Draw each layer's weight and bias.

    A bias starts at 0, but for PyTorch's default, which draws it as it draws the weights.
    """
    generator = np.random.default_rng(experiment.seed)
    draw = WEIGHT_DRAWS[experiment.initialization]
    for units, inputs in shapes:
        weight = draw(generator, (units, inputs), experiment.init_std)
        bias = np.zeros(units)
        if experiment.initialization == "pytorch":
            bias = generator.uniform(-1, 1, units) / math.sqrt(inputs)
        yield InitialLayer(weight, bias)
