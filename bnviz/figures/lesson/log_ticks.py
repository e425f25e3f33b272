"""A logarithmic axis around what is drawn, with a few labels that are read as numbers."""

from __future__ import annotations

import math

import numpy as np

from bnviz.figures.lesson.curves import Axis
from bnviz.maths import Array

_FEW_DECADES = 2.5  # with room for the labels 1, 2 and 5 of each
_MOST_LABELS = 6
_ROOM = 1.15  # a factor beyond the outermost value


def around(axis: Axis, values: Array) -> Axis:
    """The axis, logarithmic, with limits and ticks for these values.

    Left to itself, plotly labels some ticks with a bare 2 or 5, and nobody knows of what.

    Args:
        axis: its title.
        values: all that is drawn, of any shape; what is not above 0 or no number is passed over.
    """
    known = values[np.isfinite(values) & (values > 0)]
    if not known.size:
        return axis._replace(logarithmic=True)
    low, high = float(known.min()), float(known.max())
    ticks = _ones_twos_fives(low, high) if high / low < 10**_FEW_DECADES else _powers(low, high)
    limits = (min(low, ticks[0]) / _ROOM, max(high, ticks[-1]) * _ROOM)
    return axis._replace(limits=limits, ticks=ticks, logarithmic=True)


def _ones_twos_fives(low: float, high: float) -> list[float]:
    """From the last of 1, 2, 5, 10, … that is not above `low` to the first that is not below `high`."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = [float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)]
    first = max(place for place, step in enumerate(steps) if step <= low)
    last = min(place for place, step in enumerate(steps) if step >= high)
    return steps[first : last + 1]


def _powers(low: float, high: float) -> list[float]:
    """Powers of ten within, as many as are read well."""
    first, last = math.ceil(math.log10(low)), math.floor(math.log10(high))
    return [float(f"1e{power}") for power in range(first, last + 1, math.ceil((last - first) / _MOST_LABELS))]
