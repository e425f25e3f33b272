"""How far each layer's values lie from those of another moment, look or mini-batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bnviz.maths import Array
from bnviz.maths.shift import SMALLEST_DEVIATION, distances, normalised_shift, raw_shift

HIDDEN_EDGE = 0.002  # the share of values left out at each end of a histogram
WIDER = 1.3  # than what the reference takes: so that the axis stands still for smaller shifts
BINS = 40


class Distances(NamedTuple):
    """Wasserstein-1 distances, each (layers,).

    Attributes:
        normalised: in standard deviations of the reference.
        raw: in the values' own unit.
    """

    normalised: Array
    raw: Array


def distances_by_layer(now: Sequence[Array], reference: Sequence[Array]) -> Distances:
    """The mean distance over each layer's units (see `bnviz.maths.shift`).

    Args:
        now: the values of each layer, (images, units).
        reference: the same, of as many images.
    """
    pairs = list(zip(now, reference, strict=True))
    with np.errstate(over="ignore", invalid="ignore"):  # a network that diverged has no distance: NaN
        return Distances(
            np.array([normalised_shift(*pair) for pair in pairs]),
            np.array([raw_shift(*pair) for pair in pairs]),
        )


def mean_distances(several: Sequence[Distances]) -> Distances:
    """The mean of the distances of several pairs."""
    return Distances(*(np.mean(values, axis=0) for values in zip(*several, strict=True)))


def farthest_unit(now: Array, reference: Array) -> int:
    """The unit, from 0, whose values moved farthest in its own standard deviations."""
    with np.errstate(over="ignore", invalid="ignore"):
        deviations = np.maximum(reference.std(axis=0), SMALLEST_DEVIATION)
        return int((distances(now, reference) / deviations).argmax())


class Histogram(NamedTuple):
    """Two samples in the same bins.

    Attributes:
        edges: (bins + 1,).
        reference: the share of the reference's values in each bin, (bins,).
        now: the same of the others.
    """

    edges: Array
    reference: Array
    now: Array


def histogram(now: Array, reference: Array, edges: Array | None = None) -> Histogram:
    """The shares of two samples of any shape in equal bins; values that are no finite numbers are in none.

    Args:
        now: the values.
        reference: the values they are compared with.
        edges: of the bins; by default 40 over all but the outermost 0.2 % of both samples.
    """
    if edges is None:
        edges = _edges(now[np.isfinite(now)], reference[np.isfinite(reference)])
    return Histogram(edges, _shares(reference, edges), _shares(now, edges))


def _edges(now: Array, reference: Array) -> Array:
    outermost = (HIDDEN_EDGE, 1 - HIDDEN_EDGE)
    low, high = np.quantile(reference, outermost) if reference.size else (0.0, 0.0)
    room = (WIDER - 1) / 2 * (high - low) or 1.0
    least, most = np.quantile(now, outermost) if now.size else (low, high)
    return np.linspace(min(low - room, least), max(high + room, most), BINS + 1)


def _shares(sample: Array, edges: Array) -> Array:
    shares: Array = np.histogram(sample[np.isfinite(sample)], edges)[0] / sample.size
    return shares
