"""Distributions of units' values on the probe set: order statistics, quantiles, and distances between them.

The values of all layers lie together as (arms, layers, units, images), so that each measure is one kernel;
*ordered* ones are sorted along the images.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from bnviz.training.activations import Activation

PERCENTILES = {"p15": 0.15, "p50": 0.50, "p85": 0.85}  # those of the paper's Figure 1
QUANTILES = 32  # stand for a distribution where it is drawn
POOLING_STRIDE = 8  # 64 of a unit's 512 order statistics stand for it when units are pooled
FLAT = 0.1  # of the steepest slope: below, hardly any gradient comes through a nonlinearity


def by_layer(values: Iterable[Tensor]) -> Tensor:
    """Each layer's values (arms, …) together, (arms, layers, …)."""
    return torch.stack(list(values), 1)


def order(values: Tensor) -> Tensor:
    """Sort along the last axis, in place. NumPy is some twenty times faster at it than torch on a CPU."""
    _SORTS.get(values.device.type, _sort)(values)
    return values


def _sort(values: Tensor) -> None:
    values.copy_(values.sort(-1).values)


_SORTS = {"cpu": lambda values: values.numpy().sort(-1)}


def pool(ordered: Tensor) -> Tensor:
    """All units of each layer as one ordered sample, (arms, layers, values)."""
    # A copy even of a single unit's, as it is sorted in place.
    return order(ordered[..., POOLING_STRIDE // 2 :: POOLING_STRIDE].flatten(2).clone())


def quantile(ordered: Tensor, probability: float) -> Tensor:
    """The quantile of ordered values, linear between order statistics."""
    return _between(ordered, probability * (ordered.shape[-1] - 1))


def percentiles(ordered: Tensor) -> dict[str, Tensor]:
    """Those of the paper's Figure 1, each of the shape of the values but for the last axis."""
    return {name: quantile(ordered, probability) for name, probability in PERCENTILES.items()}


def quantiles(ordered: Tensor) -> Tensor:
    """The quantiles at (k + ½) / 32, in the last axis: the middles of 32 equal shares of the sample."""
    size = ordered.shape[-1]
    middles = (torch.arange(QUANTILES, dtype=ordered.dtype, device=ordered.device) + 0.5) / QUANTILES
    places = (middles * size - 0.5).clamp(0, size - 1)
    below = places.long().clamp(max=size - 2)
    return torch.lerp(ordered[..., below], ordered[..., below + 1], places - below)


def distance(now: Tensor, then: Tensor) -> Tensor:
    """Wasserstein-1 distance of each unit, (arms, layers, units), in the values' own units.

    Between two samples of equal size it is the mean distance of their order statistics.
    """
    return (now - then).abs_().mean(-1)


def moments(values: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of all units of each layer together, each (arms, layers)."""
    mean = values.mean((2, 3), keepdim=True)
    # Written out, since torch.std is ten times slower over many values.
    return mean[..., 0, 0], (values - mean).square_().mean((2, 3)).sqrt_()


class Flatness:
    """Where a nonlinearity hardly answers its input: where it saturates, or is off."""

    def __init__(self, activation: Activation):
        """Find the steepest slope."""
        self.activation = activation
        values = torch.linspace(-10, 10, 2_001)
        output = torch.empty_like(values)
        activation.forward(values, output)
        self.least = FLAT * float(self._slope(values, output).max())

    def share(self, values: Tensor, output: Tensor) -> Tensor:
        """The share of each unit's values (arms, units, images) that meet a flat part, (arms, units).

        `output` is what the nonlinearity makes of them, which is in hand wherever they are.
        """
        slope = self._slope(values, output)
        # Written as numbers, of which a sum is twenty times faster than of truth values.
        return torch.lt(slope, self.least, out=slope).mean(-1)

    def _slope(self, values: Tensor, output: Tensor) -> Tensor:
        slope = torch.ones_like(values)
        self.activation.backward(slope, values, output)
        return slope.abs_()


def _between(ordered: Tensor, place: float) -> Tensor:
    """The value at a place from 0 to n - 1 in the order, linear between its neighbours."""
    below = min(int(place), ordered.shape[-1] - 2)
    return torch.lerp(ordered[..., below], ordered[..., below + 1], place - below)
