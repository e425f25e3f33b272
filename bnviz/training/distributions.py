"""Distributions of units' values on the probe set: order statistics, quantiles, and distances between them.

The values of a layer lie as (arms, units, images); *ordered* ones are sorted along the images.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from bnviz.training.activations import Activation

PERCENTILES = {"p15": 0.15, "p50": 0.50, "p85": 0.85}  # those of the paper's Figure 1
QUANTILES = 32  # stand for a distribution where it is drawn
POOLING_STRIDE = 8  # 64 of a unit's 512 order statistics stand for it when units are pooled
FLAT = 0.1  # of the steepest slope: below, hardly any gradient comes through a nonlinearity


def order(values: Tensor) -> Tensor:
    """Sort along the last axis. NumPy's sort is some twenty times faster than torch's on a CPU."""
    if values.device.type == "cpu":
        return torch.from_numpy(np.sort(values.numpy(), axis=-1))
    return values.sort(-1).values


def pool(ordered: Tensor) -> Tensor:
    """All units of each arm as one ordered sample, (arms, values)."""
    return order(ordered[..., POOLING_STRIDE // 2 :: POOLING_STRIDE].flatten(1))


def quantile(ordered: Tensor, probability: float) -> Tensor:
    """The quantile of ordered values, linear between order statistics."""
    return _between(ordered, probability * (ordered.shape[-1] - 1))


def quantiles(ordered: Tensor) -> Tensor:
    """The quantiles at (k + ½) / 32, in the last axis: the middles of 32 equal shares of the sample."""
    size = ordered.shape[-1]
    middles = (torch.arange(QUANTILES, dtype=ordered.dtype, device=ordered.device) + 0.5) / QUANTILES
    places = (middles * size - 0.5).clamp(0, size - 1)
    below = places.long().clamp(max=size - 2)
    return torch.lerp(ordered[..., below], ordered[..., below + 1], places - below)


def distance(now: Tensor, then: Tensor) -> Tensor:
    """Wasserstein-1 distance of each unit, (arms, units), in the values' own units.

    Between two samples of equal size it is the mean distance of their order statistics.
    """
    return (now - then).abs().mean(-1)


def moments(values: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of all units of each arm together, each (arms,)."""
    mean = values.mean((1, 2), keepdim=True)
    # Written out, since torch.std is ten times slower over many values.
    return mean.flatten(), (values - mean).square_().mean((1, 2)).sqrt_()


class Flatness:
    """Where a nonlinearity hardly answers its input: where it saturates, or is off."""

    def __init__(self, activation: Activation):
        """Find the steepest slope."""
        self.activation = activation
        self.least = FLAT * float(self._slope(torch.linspace(-10, 10, 2_001)).max())

    def shares(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """Of each arm, (arms,): the share of values that meet a flat part, and of units that always do."""
        flat = self._slope(values) < self.least
        return flat.mean((1, 2), dtype=values.dtype), flat.all(-1).mean(-1, dtype=values.dtype)

    def _slope(self, values: Tensor) -> Tensor:
        output, slope = torch.empty_like(values), torch.ones_like(values)
        self.activation.forward(values, output)
        self.activation.backward(slope, values, output)
        return slope.abs_()


def _between(ordered: Tensor, place: float) -> Tensor:
    """The value at a place from 0 to n - 1 in the order, linear between its neighbours."""
    below = min(int(place), ordered.shape[-1] - 2)
    return torch.lerp(ordered[..., below], ordered[..., below + 1], place - below)
