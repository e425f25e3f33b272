"""Every parameter of every arm in one flat vector, seen through named views.

One vector makes an optimizer one short expression, and leaves it one kernel instead of one a layer and arm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor

from bnviz.data.dataset import CLASSES, PIXELS
from bnviz.experiment import Experiment


@dataclass(frozen=True)
class LayerParameters:
    """Views of one layer's parameters, A arms stacked, the B arms with Batch Normalization first.

    Attributes:
        weight: W, (A, units, inputs).
        shift: (A, units): β of the arms with Batch Normalization, the bias b of the others. The mean
            subtraction cancels a bias, and β takes its role (paper §3.2).
        scale: γ, (B, units). Empty for the output layer, which is not normalised.
    """

    weight: Tensor
    shift: Tensor
    scale: Tensor


def layer_shapes(experiment: Experiment) -> list[tuple[int, int]]:
    """(units, inputs) of each layer from the first hidden one to the output."""
    widths = [PIXELS, *[experiment.width] * experiment.depth, CLASSES]
    return list(zip(widths[1:], widths[:-1], strict=True))


def _block_shapes(experiment: Experiment) -> list[list[tuple[int, ...]]]:
    """Shapes of all layers' weights, of their shifts, and of their scales; the first axis counts arms."""
    arms = len(experiment.arms)
    normalised = sum(arm.normalization == "batch" for arm in experiment.arms)
    layers = layer_shapes(experiment)
    scales = [(normalised, units) for units, _ in layers[:-1]]
    return [
        [(arms, units, inputs) for units, inputs in layers],
        [(arms, units) for units, _ in layers],
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
