"""Every parameter of every arm in one flat vector, seen through named views.

One vector makes an optimizer one short expression, and leaves it one kernel instead of one a layer and arm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

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


def _block_shapes(experiment: Experiment) -> list[tuple[int, ...]]:
    """Shapes of weight, shift and scale of each layer in turn; the first axis counts arms."""
    arms = len(experiment.arms)
    normalised = sum(arm.normalization == "batch" for arm in experiment.arms)
    shapes: list[tuple[int, ...]] = []
    for units, inputs in layer_shapes(experiment):
        shapes += [(arms, units, inputs), (arms, units), (normalised, units)]
    shapes[-1] = (0, CLASSES)
    return shapes


def parameter_count(experiment: Experiment) -> int:
    """How many numbers all arms of an experiment learn together."""
    return sum(map(math.prod, _block_shapes(experiment)))


def layer_views(flat: Tensor, experiment: Experiment) -> list[LayerParameters]:
    """Look at a flat vector (parameters, their gradients, or anything as long) layer by layer."""
    shapes = _block_shapes(experiment)
    blocks = [block.view(shape) for block, shape in zip(_cut(flat, shapes), shapes, strict=True)]
    return [LayerParameters(*blocks[i : i + 3]) for i in range(0, len(blocks), 3)]


def _cut(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    ends = list(accumulate(map(math.prod, shapes)))
    return [flat[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def spread_over_parameters(values: Sequence[float], experiment: Experiment, like: Tensor) -> Tensor:
    """Give each parameter its arm's value: (P,), or a single number when all arms share it."""
    if len(set(values)) == 1:
        return torch.tensor(values[0], dtype=like.dtype, device=like.device)
    by_arm = torch.tensor(values, dtype=like.dtype, device=like.device)
    spread = torch.empty_like(like)
    for shape, block in zip(_block_shapes(experiment), _cut(spread, _block_shapes(experiment)), strict=True):
        arms = by_arm[: shape[0]].view(-1, *[1] * (len(shape) - 1))
        block.view(shape).copy_(arms.expand(shape))
    return spread
