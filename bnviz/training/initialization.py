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
from bnviz.training.parameters import LayerShape

Array = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, LayerShape, float], Array]


class InitialLayer(NamedTuple):
    """A layer before training: weight (units, inputs) and bias (units,)."""

    weight: Array
    bias: Array


def _gaussian(generator: np.random.Generator, shape: LayerShape, std: float) -> Array:
    """W ~ N(0, σ²), σ chosen by the experiment (paper §4.1: small random Gaussian values)."""
    return generator.normal(0, std, shape[:2])


def _xavier(generator: np.random.Generator, shape: LayerShape, std: float) -> Array:
    """W ~ N(0, 2 / (inputs + readers)) (Glorot & Bengio 2010)."""
    return generator.normal(0, math.sqrt(2 / (shape.inputs + shape.readers)), shape[:2])


def _he(generator: np.random.Generator, shape: LayerShape, std: float) -> Array:
    """W ~ N(0, 2 / inputs) (He et al. 2015)."""
    return generator.normal(0, math.sqrt(2 / shape.inputs), shape[:2])


def _pytorch(generator: np.random.Generator, shape: LayerShape, std: float) -> Array:
    """W ~ U(-1/√inputs, 1/√inputs), the default of `torch.nn.Linear` and `torch.nn.Conv2d`."""
    bound = 1 / math.sqrt(shape.inputs)
    return generator.uniform(-bound, bound, shape[:2])


WEIGHT_DRAWS: Mapping[str, Draw] = MappingProxyType(
    {"gaussian": _gaussian, "xavier": _xavier, "he": _he, "pytorch": _pytorch}
)


def initial_layers(experiment: Experiment, shapes: list[LayerShape]) -> Iterator[InitialLayer]:
    """Draw each layer's weight and bias.

    A bias starts at 0, but for PyTorch's default, which draws it as it draws the weights.
    """
    generator = np.random.default_rng(experiment.seed)
    draw = WEIGHT_DRAWS[experiment.initialization]
    for shape in shapes:
        weight = draw(generator, shape, experiment.init_std)
        bias = np.zeros(shape.units)
        if experiment.initialization == "pytorch":
            bias = generator.uniform(-1, 1, shape.units) / math.sqrt(shape.inputs)
        yield InitialLayer(weight, bias)
