"""What is left to chance in a training step of each layer: noise and dropout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from bnviz.experiment import Experiment
from bnviz.training.dropout import Dropout
from bnviz.training.noise import Noise


class Chance(NamedTuple):
    """A layer's noise and dropout; None where no arm has any, which then costs nothing.

    What they draw stays until they draw again: every pass between meets the same.
    """

    noise: Noise | None = None
    dropout: Dropout | None = None


def chances(experiment: Experiment, shapes: Sequence[tuple[int, int]], like: Tensor) -> list[Chance]:
    """The chance of each hidden layer, by the experiment's seed; none at all if no arm leaves any.

    Args:
        experiment: its arms in the stack's order.
        shapes: of an arm's values in each layer, (units, m).
        like: any tensor on the device and of the precision of the training.
    """
    noise = like.new_tensor([arm.noise for arm in experiment.arms]).view(-1, 1, 1)
    dropout = like.new_tensor([arm.dropout for arm in experiment.arms]).view(-1, 1, 1)
    # A stream for each, so that what one draws does not depend on whether there is the other.
    streams = [torch.Generator(like.device).manual_seed(2 * experiment.seed + kind) for kind in range(2)]
    return [
        Chance(
            Noise(noise, shape, streams[0]) if noise.any() else None,
            Dropout(dropout, shape, streams[1]) if dropout.any() else None,
        )
        for shape in shapes
    ]
