"""How a cost grows with a size: what was measured, and the exponent of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

UPPER = 8
"""How many times as large as the smallest of the upper sizes the largest is."""


@dataclass(frozen=True)
class Curve:
    """What one thing costs at each size.

    Attributes:
        what: the thing.
        sizes: ascending, (sizes,).
        costs: in the unit of its panel, (sizes,).
    """

    what: str
    sizes: Sequence[int]
    costs: Sequence[float]

    def exponent(self) -> float:
        """The p of cost = b · sizeᵖ that fits best: the slope of a line through the points' logarithms.

        A cost that has a constant part, as most have, grows more slowly at first than in the end.
        """
        return float(np.polyfit(np.log(self.sizes), np.log(self.costs), 1)[0])

    def upper(self) -> Curve:
        """Its part of the largest sizes, down to an eighth of the largest: what it grows like in the end."""
        lowest = int(np.searchsorted(self.sizes, self.sizes[-1] / UPPER))
        return Curve(self.what, self.sizes[lowest:], self.costs[lowest:])


@dataclass(frozen=True)
class Panel:
    """Curves that are drawn in the same axes.

    Attributes:
        axis: what their costs are, as the plot's axis has it.
        unit: of their costs, as the table has it.
        curves: one or more.
    """

    axis: str
    unit: str
    curves: Sequence[Curve]


@dataclass(frozen=True)
class Growth:
    """All costs over one quantity.

    Attributes:
        quantity: its name.
        axis: the same with its unit, as the plot's axis has it.
        panels: one for each kind of cost.
    """

    quantity: str
    axis: str
    panels: Sequence[Panel]
