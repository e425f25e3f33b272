"""Which images of a set are taken: all of them, or those of one style."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bnviz.data.dataset import PIXELS, DataError, Images, Labels
from bnviz.data.pixels import SIDE
from bnviz.experiment import Subset

Mask = NDArray[np.bool_]
Measure = NDArray[np.float64]

LAST_OF_THE_FIRST = 4  # "0-4" are the digits up to this one


def pick(images: Images, labels: Labels, subset: Subset) -> Mask:
    """Which images belong to a subset.

    "thin" and "thick" are the halves with less and with more ink, "upright" and "slanted" those that lean
    less and more to the right, the way most hands write. Each digit is halved for itself, so its share of
    the images stays as it was: the inputs' distribution changes, and what there is to tell apart does not
    (covariate shift). Of an odd number, the one in the middle is thick, or slanted. "0-4" takes the digits
    0 to 4 only: the labels' distribution changes too, so it is *not* covariate shift alone.

    Args:
        images: uint8, shape (N, 784).
        labels: the digits 0-9 that they show, int64, shape (N,).
        subset: its name.

    Returns:
        True where an image belongs to it, shape (N,).

    Raises:
        DataError: there is no subset of this name, or the images and labels do not belong together.
    """
    if subset not in SUBSET_MASKS:
        raise DataError(f"There is no subset {subset!r}; there are {', '.join(SUBSET_MASKS)}.")
    if images.shape != (len(labels), PIXELS):
        raise DataError(
            f"The images have shape {images.shape}; "
            f"for {len(labels)} labels it must be ({len(labels)}, {PIXELS})."
        )
    return SUBSET_MASKS[subset](images, labels)


def ink(images: Images) -> Measure:
    """The mean of each image's pixels, 0 to 255, shape (N,)."""
    mean: Measure = images.mean(axis=1)
    return mean


def slant(images: Images) -> Measure:
    """How far each image leans to the right: pixels sideways for each pixel upwards, shape (N,).

    It is -μ_xy / μ_yy of the central moments of the ink, with y downwards: the slope of the straight line
    x(y) that fits the ink best. 0 for an image without ink, or with ink in one row only.
    """
    y, x = np.divmod(np.arange(PIXELS, dtype=np.float64), SIDE)
    powers = np.stack([np.ones(PIXELS), x, y, x * y, y * y], axis=1)
    # All sums are whole numbers below 2^53, so they are exact; einsum converts the pixels piece by piece.
    moments = np.einsum("ij,jk->ki", images, powers, dtype=np.float64, casting="unsafe")
    mass, x_sum, y_sum, xy_sum, yy_sum = moments
    # Both sides are taken times the mass, which keeps them whole numbers.
    covariance, variance = mass * xy_sum - x_sum * y_sum, mass * yy_sum - y_sum**2
    slope: Measure = np.divide(covariance, variance, out=np.zeros_like(mass), where=variance > 0)
    return -slope


def _lower_half(measure: Measure, labels: Labels) -> Mask:
    """Whether an image is in its digit's half with the smaller measure; of equals, the first ones are."""
    lower = np.zeros(len(labels), dtype=np.bool_)
    for digit in np.unique(labels):
        places = np.flatnonzero(labels == digit)
        ascending = places[np.argsort(measure[places], kind="stable")]
        lower[ascending[: len(places) // 2]] = True
    return lower


def _every(_: Images, labels: Labels) -> Mask:
    return np.ones(len(labels), dtype=np.bool_)


def _thin(images: Images, labels: Labels) -> Mask:
    return _lower_half(ink(images), labels)


def _thick(images: Images, labels: Labels) -> Mask:
    return ~_thin(images, labels)


def _upright(images: Images, labels: Labels) -> Mask:
    return _lower_half(slant(images), labels)


def _slanted(images: Images, labels: Labels) -> Mask:
    return ~_upright(images, labels)


def _first_five(_: Images, labels: Labels) -> Mask:
    return labels <= LAST_OF_THE_FIRST


SUBSET_MASKS: Mapping[Subset, Callable[[Images, Labels], Mask]] = MappingProxyType(
    {
        "all": _every,
        "thin": _thin,
        "thick": _thick,
        "upright": _upright,
        "slanted": _slanted,
        "0-4": _first_five,
    }
)
