"""All that a network has learnt, copied layer by layer: what a checkpoint holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.training.stack import Stack

Array = npt.NDArray[np.float32]


class KeptLayer(NamedTuple):
    """One layer of one arm, flat.

    Attributes:
        arm: its place in the experiment.
        layer: from 1; the output layer is the last.
        weight: W row by row, (units · inputs,).
        gamma: γ, (units,); empty without a normalization.
        shift: β with a normalization, else the bias, (units,).
        running_mean: (units,); empty without Batch Normalization.
        running_var: likewise, of the unbiased variances.
    """

    arm: int
    layer: int
    weight: Array
    gamma: Array
    shift: Array
    running_mean: Array
    running_var: Array


def kept_layers(stack: Stack) -> list[KeptLayer]:
    """Copy every layer of every arm to the CPU, arms in the experiment's order."""
    *hidden, output = stack.layer_parameters
    blocks: list[tuple[Tensor, ...]] = [
        (own.weight, own.scale, own.shift, *layer.running_statistics())
        for own, layer in zip(hidden, stack.hidden, strict=True)
    ]
    blocks.append((output.weight, output.scale, output.shift, output.scale, output.scale))
    return [
        KeptLayer(arm, number, *(_copy(values, stack.order.index(arm)) for values in block))
        for arm in range(len(stack.order))
        for number, block in enumerate(blocks, 1)
    ]


def _copy(values: Tensor, place: int) -> Array:
    """The stack's arm at `place`, flat; nothing where the values' block of arms ends before it."""
    copied: Array = values[place : place + 1].flatten().to("cpu", torch.float32, copy=True).numpy()
    return copied
