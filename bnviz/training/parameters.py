"""Every parameter of every arm in one flat vector, seen through named views.

One vector makes an optimizer one short expression, and leaves it one kernel instead of one a layer and arm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

import torch
from torch import Tensor

from bnviz.data.dataset import CLASSES, PIXELS
from bnviz.experiment import Experiment
from bnviz.experiment.maps import sides
from bnviz.training.convolution import PATCH


@dataclass(frozen=True)
class LayerParameters:
    """Views of one layer's parameters, A arms stacked, the B arms with a normalization first.

    Attributes:
        weight: W, (A, units, inputs).
        shift: (A, units): β of the arms with a normalization, the bias b of the others. The mean
            subtraction cancels a bias, and β takes its role (paper §3.2).
        scale: γ, (B, units). Empty for the output layer, which is not normalised.
    """

    weight: Tensor
    shift: Tensor
    scale: Tensor


class LayerShape(NamedTuple):
    """The shape of a layer.

    Attributes:
        units: how many units, or feature maps, it has.
        inputs: how many values each of them reads: the fan-in.
        readers: by how many values of the layer one value below is read: the fan-out.
        positions: how many values each unit has for an image.
    """

    units: int
    inputs: int
    readers: int
    positions: int = 1


def layer_shapes(experiment: Experiment) -> list[LayerShape]:
    """The shape of each layer from the first hidden one to the output."""
    units, depth = experiment.units, experiment.depth
    if experiment.architecture == "dense":
        sizes = [PIXELS, *[units] * depth, CLASSES]
        return [LayerShape(above, below, above) for below, above in pairwise(sizes)]
    maps_below, positions = [1, *[units] * (depth - 1)], [side**2 for side in sides(depth)[1:]]
    hidden = [
        LayerShape(units, maps * PATCH, units * PATCH, count)
        for maps, count in zip(maps_below, positions, strict=True)
    ]
    return [*hidden, LayerShape(CLASSES, units * positions[-1], CLASSES)]


def _block_shapes(experiment: Experiment) -> list[list[tuple[int, ...]]]:
    """Shapes of all layers' weights, of their shifts, and of their scales; the first axis counts arms."""
    arms = len(experiment.arms)
    normalised = sum(arm.normalization != "none" for arm in experiment.arms)
    layers = layer_shapes(experiment)
    scales = [(normalised, units) for units, *_ in layers[:-1]]
    return [
        [(arms, units, inputs) for units, inputs, *_ in layers],
        [(arms, units) for units, *_ in layers],
        [*scales, (0, CLASSES)],
    ]


def parameter_count(experiment: Experiment) -> int:
    """How many numbers all arms of an experiment learn together."""
    return sum(map(math.prod, chain(*_block_shapes(experiment))))


def weight_count(experiment: Experiment) -> int:
    """How many of them are weights: these come first."""
    return sum(map(math.prod, _block_shapes(experiment)[0]))


def layer_views(flat: Tensor, experiment: Experiment) -> list[LayerParameters]:
    """Look at a flat vector (parameters, their gradients, or anything as long) layer by layer."""
    shapes = list(chain(*_block_shapes(experiment)))
    blocks = [block.view(shape) for block, shape in zip(_cut(flat, shapes), shapes, strict=True)]
    layers = len(shapes) // 3
    return [LayerParameters(*blocks[layer::layers]) for layer in range(layers)]


def spread_decay(experiment: Experiment, like: Tensor) -> Tensor:
    """Each parameter's weight decay (P,): its arm's, or 0 where that decays weights only."""
    of_weights = [arm.weight_decay for arm in experiment.arms]
    of_others = [arm.weight_decay * (arm.decayed == "all") for arm in experiment.arms]
    weights = weight_count(experiment)
    drawn, others = (
        spread_over_parameters(each, experiment, like).expand_as(like) for each in (of_weights, of_others)
    )
    return torch.cat([drawn[:weights], others[weights:]])


def _cut(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    return list(torch.split(flat, [math.prod(shape) for shape in shapes]))


def spread_over_parameters(values: Sequence[float], experiment: Experiment, like: Tensor) -> Tensor:
    """Give each parameter its arm's value: (P,), or a single number when all arms share it."""
    if len(set(values)) == 1:
        return torch.tensor(values[0], dtype=like.dtype, device=like.device)
    by_arm = torch.tensor(values, dtype=like.dtype, device=like.device)
    spread = torch.empty_like(like)
    shapes = list(chain(*_block_shapes(experiment)))
    for shape, block in zip(shapes, _cut(spread, shapes), strict=True):
        arms = by_arm[: shape[0]].view(-1, *[1] * (len(shape) - 1))
        block.view(shape).copy_(arms.expand(shape))
    return spread
