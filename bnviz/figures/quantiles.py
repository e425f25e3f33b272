"""A distribution that is known by 32 of its quantiles: what lies between them, and its density.

They are those at (k + ½) / 32, the middles of 32 equal shares of all values. The distribution function is
taken to be linear between them, and to go on half as far beyond the first and the last.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

COUNT = 32

SHARES_BELOW = np.concatenate([[0], (np.arange(COUNT) + 0.5) / COUNT, [1]])
"""The share of all values below each knot."""


def percentile(quantiles: NDArray[Any], share: float) -> NDArray[Any]:
    """The value that a share of all values lies below.

    Args:
        quantiles: (..., 32), in ascending order.
        share: from 1/64 to 63/64.

    Returns:
        (...), of the same type.
    """
    place = share * COUNT - 0.5
    below = min(int(place), COUNT - 2)
    # In float64, or the difference of two large numbers might overflow.
    low, high = (quantiles[..., index].astype(np.float64) for index in (below, below + 1))
    between: NDArray[Any] = (low + (place - below) * (high - low)).astype(quantiles.dtype)
    return between


def shares(quantiles: NDArray[Any], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of all values in each bin; a value on an edge is in the bin above, on the last in the last.

    Args:
        quantiles: (n, 32), finite and in ascending order.
        edges: (bins + 1,), in ascending order.

    Returns:
        (n, bins); a row's sum is 1 if its edges hold all values.
    """
    edges = np.append(edges[:-1], np.nextafter(edges[-1], np.inf))
    # Many values may be the same, as the zeros of ReLU: there the function jumps, and interpolating it from
    # above gives its value below the jump.
    below = [np.interp(-edges, -row[::-1], SHARES_BELOW[::-1]) for row in knots(quantiles)]
    return np.diff(np.reshape(below, (-1, len(edges))), axis=1)


def knots(quantiles: NDArray[Any]) -> NDArray[np.float64]:
    """The values between which the distribution function is linear, its ends among them.

    Args:
        quantiles: (n, 32), finite and in ascending order.

    Returns:
        (n, 34), in ascending order.
    """
    quantiles = quantiles.astype(np.float64)
    first, last = quantiles[:, :1], quantiles[:, -1:]
    return np.hstack(
        [
            first - (quantiles[:, 1:2] - first) / 2,
            quantiles,
            last + (last - quantiles[:, -2:-1]) / 2,
        ]
    )
