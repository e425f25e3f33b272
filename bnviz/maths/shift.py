"""How far the distribution of a layer's inputs has moved: Wasserstein-1 distances between two moments.

A sample has the shape (images, units): the pre-activations of one layer on a fixed probe set. Both samples
must come from the same images, or sampling alone moves them by about 1.8 σ/√images. Distances are taken unit
by unit and then averaged, because pooling the units would hide shifts that cancel.

This is shift as the paper's Figure 1 shows it, and not the gradient definition of Santurkar et al. (2018).
"""

from __future__ import annotations

import numpy as np

from bnviz.maths import Array

SMALLEST_DEVIATION = 1e-3


def quantile_function(sample: Array, count: int | None = None) -> Array:
    """Q_k(p) of each unit k at equally spaced p, shape (count, units).

    Args:
        sample: shape (images, units).
        count: how many quantiles, each at the middle of its share of [0, 1]; None takes every image as one,
            which is the exact quantile function of the sample.
    """
    if count is None:
        return np.sort(sample, axis=0)
    quantiles: Array = np.quantile(sample, (np.arange(count) + 0.5) / count, axis=0, method="hazen")
    return quantiles


def distances(now: Array, reference: Array, count: int | None = None) -> Array:
    """The Wasserstein-1 distance of each unit, in the units of its pre-activation, shape (units,).

    W_k = ∫₀¹ |Q_k,now(p) − Q_k,ref(p)| dp

    Args:
        now: shape (images, units).
        reference: the same at the reference step, the same shape.
        count: None for the exact distance, or how many quantiles approximate it; 64 are plenty.
    """
    apart = np.abs(quantile_function(now, count) - quantile_function(reference, count))
    mean: Array = apart.mean(axis=0)
    return mean


def raw_shift(now: Array, reference: Array, count: int | None = None) -> float:
    """The mean distance over a layer's units, in the units of its pre-activations: 1/K Σ_k W_k."""
    return float(distances(now, reference, count).mean())


def normalised_shift(now: Array, reference: Array, count: int | None = None) -> float:
    """The mean distance over a layer's units, each in standard deviations of that unit at the reference.

    D = 1/K Σ_k W_k / max(σ_k,ref, 10⁻³)

    The floor keeps a unit that hardly varied at the reference from dividing by nothing; with tiny first
    weights read `raw_shift` beside it.
    """
    deviations = np.maximum(reference.std(axis=0), SMALLEST_DEVIATION)
    return float((distances(now, reference, count) / deviations).mean())
