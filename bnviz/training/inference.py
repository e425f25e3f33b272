"""What trained networks make of images, with nothing about them changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from bnviz.training.layers import as_units
from bnviz.training.stack import Stack


class Inference(NamedTuple):
    """What the stack makes of n images.

    Attributes:
        products: Wx of each hidden layer, (arms, units, n): before normalization or the bias. Of a
            convolution, at the positions that are looked at, (arms, maps, n · 4).
        pre_activations: the input to the nonlinearity of each hidden layer, of the same shapes.
        activations: its output.
        logits: (arms, classes, n).
    """

    products: list[Tensor]
    pre_activations: list[Tensor]
    activations: list[Tensor]
    logits: Tensor


@torch.inference_mode()
def infer(stack: Stack, images: Tensor, *, own_statistics: bool = False) -> Inference:
    """Run n images (n, pixels) through every arm.

    Batch Normalization uses the running statistics, or those of the n images themselves.
    """
    at_once = len(images) if own_statistics else stack.hidden[0].linear.most_images or len(images)
    parts = [
        _infer(stack, images[first : first + at_once], first, own_statistics=own_statistics)
        for first in range(0, len(images), at_once)
    ]
    return parts[0] if len(parts) == 1 else _side_by_side(parts)


def _infer(stack: Stack, images: Tensor, first: int, *, own_statistics: bool) -> Inference:
    """Run some of the images, those from number `first` on, through every arm."""
    values, seen = images.T, []
    for layer in stack.hidden:
        made = layer.infer(values, own_statistics=own_statistics)
        seen.append([layer.linear.look(each, first) for each in made])
        values = made[-1]
    logits = stack.output.infer(as_units(values, len(images)))
    products, pre_activations, activations = map(list, zip(*seen, strict=True))
    return Inference(products, pre_activations, activations, logits)


def _side_by_side(parts: Sequence[Inference]) -> Inference:
    """What the stack makes of images that were run a part at a time."""
    *layers, logits = zip(*parts, strict=True)
    products, pre_activations, activations = (
        [torch.cat(layer, -1) for layer in zip(*each, strict=True)] for each in layers
    )
    return Inference(products, pre_activations, activations, torch.cat(logits, -1))
