"""Where Batch Normalization goes: before or after the nonlinearity, and how in a convolution."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from bnviz.data import Dataset, input_form
from bnviz.language import N_
from bnviz.maths import Array
from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.batch_norm import EPSILON, Statistics, forward, inference
from bnviz.maths.convolution import Maps, convolve, normalise_activations, normalise_maps

IMAGES, UNITS = 256, 100
MINI_BATCH = 32  # of the convolution
SIDE = 28
_SEED = 1
_SAME = 1e-12  # values closer than this are one

_BLUR = np.full((3, 3), 1 / 9)
_UPRIGHT = np.array([[-1.0, 0.0, 1.0]] * 3)
_SPOT = np.array([[-1.0, -1.0, -1.0], [-1.0, 8.0, -1.0], [-1.0, -1.0, -1.0]])
FILTERS: Mapping[str, Array] = MappingProxyType(
    {
        N_("blur"): _BLUR,
        N_("upright edges"): _UPRIGHT,
        N_("level edges"): _UPRIGHT.T,
        N_("outline"): _SPOT,
    }
)


class Shape(NamedTuple):
    """How values are distributed, a mean over the units.

    Attributes:
        mean: of all values.
        deviation: of all values.
        skewness: its size, without the sign; 0 for a symmetric distribution.
        kurtosis: in excess of the normal distribution's, for which it is 0.
        zeros: the share of values that are exactly 0.
    """

    mean: float
    deviation: float
    skewness: float
    kurtosis: float
    zeros: float


class Order(NamedTuple):
    """One order: what Batch Normalization is given, its x̂, and what the next layer is given; (m, units)."""

    given: Array
    normalised: Array
    output: Array


def pre_activations(digits: Dataset, deviation: float) -> Array:
    """Wu of a random layer on real digits, shape (256, 100), its weights normal with this σ_W."""
    inputs = input_form("raw", digits).apply(digits.train_images[:IMAGES]).astype(np.float64)
    weights = np.random.default_rng(_SEED).normal(0, deviation, (UNITS, inputs.shape[1]))
    return inputs @ weights.T


def orders(values: Array, activation: str) -> tuple[Order, Order]:
    """Wu → BN → g, and Wu → g → BN, both with γ = 1 and β = 0."""
    g, one, zero = ACTIVATIONS[activation].function, np.ones(values.shape[1]), np.zeros(values.shape[1])
    before = forward(values, one, zero)
    after = forward(g(values), one, zero)
    return (
        Order(values, before.normalised, g(before.output)),
        Order(g(values), after.normalised, after.output),
    )


def constant_units(values: Array) -> int:
    """How many units have one value for all examples, values of shape (m, units): their variance is 0."""
    return int((values.std(axis=0) < _SAME).sum())


def shape_of(values: Array) -> Shape:
    """The shape of the units' distributions, values of shape (m, units); a constant unit counts as 0."""
    spread = np.maximum(values.std(axis=0), _SAME)
    scaled = (values - values.mean(axis=0)) / spread
    constant = values.std(axis=0) < _SAME
    kurtosis = np.where(constant, 0, (scaled**4).mean(axis=0) - 3)
    return Shape(
        float(values.mean()),
        float(values.std()),
        float(np.abs((scaled**3).mean(axis=0)).mean()),
        float(kurtosis.mean()),
        float((values == 0).mean()),
    )


class Convolution(NamedTuple):
    """Feature maps of a mini-batch of digits, and both ways to normalise them; γ = 1, β = 0."""

    maps: Array
    per_map: Maps
    per_activation: Maps

    @property
    def together(self) -> int:
        """m′ = m · p · q, the values that make one map's mean."""
        m, _, p, q = self.maps.shape
        return int(m * p * q)


def convolution(digits: Dataset) -> Convolution:
    """The filters over the first training digits."""
    images = digits.train_images[:MINI_BATCH].reshape(-1, SIDE, SIDE) / 255
    maps = convolve(images, np.stack(list(FILTERS.values())))
    count, each = maps.shape[1], int(np.prod(maps.shape[1:]))
    return Convolution(
        maps,
        normalise_maps(maps, np.ones(count), np.zeros(count)),
        normalise_activations(maps, np.ones(each), np.zeros(each)),
    )


def moved(made: Convolution, digits: Dataset, place: int, pixels: int) -> tuple[Array, Array, Array]:
    """The maps of one digit moved to the right, and both normalizations with the mini-batch's statistics.

    Args:
        made: the mini-batch.
        digits: where it came from.
        place: which of its digits, from 0.
        pixels: how far; what leaves at the right comes in at the left, where MNIST is empty.

    Returns:
        Maps of shape (maps, p, q) each: Wu, normalised per map, normalised per activation.
    """
    image = np.roll(digits.train_images[place].reshape(SIDE, SIDE) / 255, pixels, axis=1)
    maps = convolve(image[None], np.stack(list(FILTERS.values())))
    _, count, p, q = maps.shape
    columns = maps.transpose(0, 2, 3, 1).reshape(-1, count)
    per_map = _with(columns, made.per_map).reshape(p, q, count).transpose(2, 0, 1)
    return maps[0], per_map, _with(maps.reshape(1, -1), made.per_activation).reshape(count, p, q)


def _with(values: Array, made: Maps) -> Array:
    kept = made.statistics
    ones = np.ones_like(kept.mean)
    return inference(values, ones, 0 * ones, Statistics(kept.mean, kept.variance), EPSILON)


def broken(still: Array, shifted: Array, pixels: int) -> float:
    """How far a map of the moved digit is from the moved map, the mean of |difference| over its inside.

    Args:
        still: maps of the digit where it was, (maps, p, q).
        shifted: maps of the moved digit.
        pixels: how far it was moved.
    """
    inside = slice(pixels, still.shape[2])
    moved_map = still[:, :, : still.shape[2] - pixels]
    return float(np.abs(shifted[:, :, inside] - moved_map).mean())
