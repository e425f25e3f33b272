"""How far each layer's values lie from those of another moment, look or mini-batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bnviz.data.dataset import Images
from bnviz.data.images import WHITE
from bnviz.maths import Array
from bnviz.maths.shift import SMALLEST_DEVIATION, distances

HIDDEN_EDGE = 0.002  # the share of values left out at each end of a histogram
WIDER = 1.3  # than what the reference takes: so that the axis stands still for smaller shifts
BINS = 40


class Distances(NamedTuple):
    """Wasserstein-1 distances, each (units,) or (layers,).

    Attributes:
        normalised: in standard deviations of the reference.
        raw: in the values' own unit.
    """

    normalised: Array
    raw: Array


def distances_by_unit(now: Array, reference: Array) -> Distances:
    """The distance of each unit of a layer (see `bnviz.maths.shift`).

    Args:
        now: the layer's values, (images, units).
        reference: the same, of as many images.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # a network that diverged has no distance: NaN
        raw = distances(now, reference)
        return Distances(raw / np.maximum(reference.std(axis=0), SMALLEST_DEVIATION), raw)


def distances_by_layer(now: Sequence[Array], reference: Sequence[Array]) -> Distances:
    """The mean distance over each layer's units, (layers,); both have the values of each layer."""
    return over_units([distances_by_unit(*pair) for pair in zip(now, reference, strict=True)])


def over_units(layers: Sequence[Distances]) -> Distances:
    """The mean over the units of each layer, (layers,)."""
    return Distances(*(np.array([each.mean() for each in kind]) for kind in zip(*layers, strict=True)))


def mean_distances(several: Sequence[Distances]) -> Distances:
    """The mean of the distances of several pairs."""
    return Distances(*(np.mean(values, axis=0) for values in zip(*several, strict=True)))


def grey_distance(now: Images, reference: Images) -> float:
    """The distance between the grey values of all pixels together, where paper is 0 and ink is 1.

    Exact: of 256 values the counts tell as much as a sort. Both are uint8 of any shape.
    """
    apart = _grey_shares(now).cumsum() - _grey_shares(reference).cumsum()
    return float(np.abs(apart).sum() / WHITE)


def _grey_shares(images: Images) -> Array:
    shares: Array = np.bincount(images.ravel(), minlength=WHITE + 1) / images.size
    return shares


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
