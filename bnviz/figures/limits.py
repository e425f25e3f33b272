"""Axis limits that stand still while data grow within them, and that no diverging arm takes over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating[Any]]


def steady_limits(
    curves: Sequence[tuple[int, Values]],
    diverged: Collection[int],
    otherwise: tuple[float, float] = (0.0, 1.0),
) -> tuple[float, float]:
    """Round limits that hold all curves; of a diverged arm only its start, unless all have diverged.

    What an arm does just before its numbers overflow would squeeze the other arms into a line.

    Args:
        curves: an arm's index and finite values, any number of them for an arm; steps along the last axis.
        diverged: the arms that diverged.
        otherwise: the limits while nothing is measured.

    Returns:
        The lower and the upper limit, lower < upper.
    """
    measured = [(arm, values) for arm, values in curves if values.size]
    if all(arm in diverged for arm, _ in measured):
        diverged = ()
    shown = [values[..., :1] if arm in diverged else values for arm, values in measured]
    low = min((float(values.min()) for values in shown), default=otherwise[0])
    high = max((float(values.max()) for values in shown), default=otherwise[1])
    return _rounded(low, high)


def round_values(limits: tuple[float, float]) -> Values:
    """Up to five round values well within limits, in ascending order."""
    low, high = limits
    unit = _round_up((high - low) / 4)
    margin = (high - low) / 10
    first, last = np.ceil((low + margin) / unit), np.floor((high - margin) / unit)
    return unit * np.arange(int(first), int(last) + 1)  # whole numbers have no −0


def _rounded(low: float, high: float) -> tuple[float, float]:
    """Both limits moved outwards to multiples of 1, 2 or 5 times a power of ten."""
    if low == high:
        low, high = low - 0.5, high + 0.5
    unit = _round_down((high - low) / 4)
    return float(np.floor(low / unit) * unit), float(np.ceil(high / unit) * unit)


def _round_down(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is at most `value`."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(power * factor for factor in (1, 2, 5) if power * factor <= value))


def _round_up(value: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is at least `value`."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(min(power * factor for factor in (1, 2, 5, 10) if power * factor >= value))
