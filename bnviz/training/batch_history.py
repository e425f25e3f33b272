"""The statistics that every mini-batch was normalised with, kept until somebody has read them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.training.batch_norm import EPSILON, BatchNorm
from bnviz.training.stack import Stack

Array = npt.NDArray[np.float32]


class BatchStatistics(NamedTuple):
    """μ_B and σ²_B (biased) of consecutive steps, of all arms that normalise by whole mini-batches.

    Attributes:
        arms: the arms' places in the experiment, ascending.
        mean: (steps, arms, layers, units).
        variance: likewise.
    """

    arms: list[int]
    mean: Array
    variance: Array


class BatchHistory:
    """Remembers, of a stack's last steps, what Batch Normalization has in hand after its forward pass."""

    def __init__(self, stack: Stack):
        """Follow the layers of `stack`."""
        # Ascending already: the stack keeps the arms of each kind in order.
        self.arms = stack.order[: stack.whole_batches]
        firsts = [layer.norms[0] for layer in stack.hidden] if self.arms else []
        norms = [norm for norm in firsts if isinstance(norm, BatchNorm)]
        self.none = stack.parameters.new_empty(0)
        self.in_hand = [self.none, *(each for norm in norms for each in (norm.mean, norm.inverse_std))]
        self.shape = len(stack.hidden), 2, len(self.arms), stack.hidden[0].shape[1]
        self._kept: dict[int, Tensor] = {}

    def keep(self, step: int) -> None:
        """Remember the statistics of the step just made: one small copy on the device."""
        self._kept[step] = torch.cat(self.in_hand)

    def read(self, after: int, last: int) -> BatchStatistics:
        """The statistics of the steps after `after` up to `last`; those up to `after` are forgotten."""
        self._kept = {step: values for step, values in self._kept.items() if step > after}
        kept = [self._kept[step] for step in range(after + 1, last + 1)]
        values = torch.stack(kept) if kept else self.none
        by_layer = values.cpu().double().numpy().reshape(len(kept), *self.shape)
        mean, inverse_std = by_layer.transpose(2, 0, 3, 1, 4)
        # In float64, since ε may be most of what is under the root; what rounding leaves below 0 is 0.
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            variance = (inverse_std**-2 - EPSILON).clip(min=0)
            return BatchStatistics(self.arms, mean.astype(np.float32), variance.astype(np.float32))
