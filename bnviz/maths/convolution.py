"""Batch Normalization of a convolution (paper §3.2): one mean, variance, γ and β for each feature map.

The same filter makes all positions of a map, so they are normalised in the same way: the mini-batch of a map
is its values over all m images and all p × q positions, m′ = m · p · q of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON, Forward, forward


class Maps(NamedTuple):
    """What Batch Normalization makes of feature maps.

    Attributes:
        statistics: Algorithm 1's results; its means and variances have an entry for each thing normalised.
        output: y, shape (m, maps, p, q).
    """

    statistics: Forward
    output: Array


def convolve(images: Array, filters: Array) -> Array:
    """Wu of a convolution without padding; as in all networks, a filter is not turned around.

    Args:
        images: u, shape (m, rows, columns).
        filters: W, shape (maps, height, width).

    Returns:
        Feature maps, shape (m, maps, p, q), p = rows − height + 1, q = columns − width + 1.
    """
    windows = sliding_window_view(images, filters.shape[1:], axis=(1, 2))
    maps: Array = np.einsum("npqij,fij->nfpq", windows, filters, optimize=True)
    return maps


def normalise_maps(maps: Array, gamma: Array, beta: Array, epsilon: float = EPSILON) -> Maps:
    """One mean, variance, γ and β for each feature map, over images and positions (§3.2).

    Args:
        maps: shape (m, maps, p, q).
        gamma: γ, shape (maps,).
        beta: β, shape (maps,).
        epsilon: ε.
    """
    m, count, p, q = maps.shape
    columns = maps.transpose(0, 2, 3, 1).reshape(m * p * q, count)
    made = forward(columns, gamma, beta, epsilon)
    return Maps(made, made.output.reshape(m, p, q, count).transpose(0, 3, 1, 2))


def normalise_activations(maps: Array, gamma: Array, beta: Array, epsilon: float = EPSILON) -> Maps:
    """A mean, variance, γ and β for each position of each map: what §3.2 does not do.

    Args:
        maps: shape (m, maps, p, q).
        gamma: γ, shape (maps · p · q,).
        beta: β, shape (maps · p · q,).
        epsilon: ε.
    """
    made = forward(maps.reshape(len(maps), -1), gamma, beta, epsilon)
    return Maps(made, made.output.reshape(maps.shape))
