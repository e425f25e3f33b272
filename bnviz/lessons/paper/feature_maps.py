"""What Batch Normalization takes its statistics from in a convolution, and what that is worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bnviz.data import Dataset
from bnviz.experiment.maps import SIDE, sides
from bnviz.maths import Array
from bnviz.maths.convolution import convolve

DIGITS = 2_000  # enough for the variance over all digits, few enough for an answer at once
FILTERS, FILTER_SIDE, STRIDE = 16, 3, 2
DRAWS = 400  # mini-batches of each size
SIZES = (2, 4, 8, 16, 32, 64, 128, 256, 512)


class Layer(NamedTuple):
    """A convolutional layer of our networks.

    Attributes:
        side: p = q, the rows and the columns of a feature map.
        values: m′ = m · p · q, the values that a map's mean and variance are made of.
        pairs: of γ and β: one for each map.
        pairs_each: of γ and β if every position of every map had its own.
    """

    side: int
    values: int
    pairs: int
    pairs_each: int


def layers(depth: int, maps: int, m: int) -> list[Layer]:
    """The hidden layers of a convolutional network, for mini-batches of m images."""
    return [Layer(side, m * side**2, maps, maps * side**2) for side in sides(depth)[1:]]


class Fluctuation(NamedTuple):
    """How much the mean of a mini-batch varies from one mini-batch to the next, in σ of all values.

    Attributes:
        unit: of fully connected units, for each size (sizes,).
        map: of feature maps, likewise.
        worth: how many independent values an image's p · q positions are worth in a map's mean.
    """

    unit: Array
    map: Array
    worth: float


def fluctuation(digits: Dataset) -> Fluctuation:
    """Measured on the first layer with random weights, over many mini-batches of each size.

    A unit is Wu over all pixels, a map Wu of a 3 × 3 filter at every second position with a padding of 1,
    both with σ² over all digits (and positions) and weights of the same Gaussian.
    """
    generator = np.random.default_rng(1)
    images = digits.train_images[:DIGITS].reshape(-1, SIDE, SIDE) / 255
    units = images.reshape(len(images), -1) @ generator.normal(size=(SIDE**2, FILTERS))
    maps = first_layer(images, generator.normal(size=(FILTERS, FILTER_SIDE, FILTER_SIDE)))
    of_image = maps.mean(axis=(2, 3))
    places = [generator.integers(len(images), size=(DRAWS, size)) for size in SIZES]
    spread = maps.std(axis=(0, 2, 3))
    return Fluctuation(
        np.array([_relative(units[each].mean(axis=1), units.std(axis=0)) for each in places]),
        np.array([_relative(of_image[each].mean(axis=1), spread) for each in places]),
        float(1 / np.mean(of_image.var(axis=0) / spread**2)),
    )


def first_layer(images: Array, filters: Array) -> Array:
    """Wu of the first layer's feature maps: zeros around the images (m, 28, 28), every second position.

    Returns:
        Shape (m, maps, 14, 14).
    """
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    return convolve(padded, filters)[:, :, ::STRIDE, ::STRIDE]


def _relative(means: Array, spread: Array) -> float:
    """The root mean square, over units, of the standard deviation of means (draws, units) in σ (units,)."""
    return float(np.sqrt(np.mean(means.var(axis=0) / spread**2)))
