"""A logarithmic y axis whose limits stand still while data grow within them."""

from __future__ import annotations

import math

from bnviz.figures.layout import Part

_MOST_LABELS = 5
_SMALLEST = -4  # as a power of ten, of what is written out in digits


def log_axis(limits: tuple[float, float], *, room: int = 8) -> Part:
    """A log axis.

    Args:
        limits: powers of ten.
        room: how many labels there is room for.
    """
    low, high = limits
    # 0.000001 would reach into the axis title.
    labels = {"tickformat": "~g"} if low >= _SMALLEST else {"exponentformat": "power"}
    return {
        "type": "log",
        # Left to itself, plotly labels every digit of a decade, one on top of the other.
        "dtick": "D2" if _ones_twos_and_fives(limits) <= room else math.ceil((high - low) / _MOST_LABELS),
        **labels,
        "autorangeoptions": {"clipmin": 10.0**low, "clipmax": 10.0**high},
    }


def _ones_twos_and_fives(limits: tuple[float, float]) -> int:
    """How many such numbers an axis reaches over, from 10^low to 10^high."""
    low, high = limits
    decades = range(math.floor(low), math.floor(high) + 1)
    return sum(low <= decade + math.log10(digit) <= high for decade in decades for digit in (1, 2, 5))


def spanning_line(limits: tuple[float, float]) -> Part:
    """An invisible shape as tall as a log axis, which widens its automatic limits to these.

    Clipping then makes them exact: `autorangeoptions.minallowed` and `include`, which would do both, fail on
    a log axis for limits below 1.
    """
    low, high = limits
    return {"type": "line", "x0": 0, "x1": 0, "y0": 10.0**low, "y1": 10.0**high, "opacity": 0}
