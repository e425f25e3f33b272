"""All layers beside each other on one x axis, layer n around n, each between the same limits.

One trace then holds a curve in every layer; a trace and an axis for each layer would take twice the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bnviz.figures.columns import GAP
from bnviz.figures.layout import Part
from bnviz.figures.limits import round_values

_BINS, _GAP = 22, 3
"""Of a slot, and of the gap to the next one: they stand to each other as the columns of other figures."""

_FEW = 6
"""Slots up to which there is room for all labels."""


@dataclass(frozen=True)
class Slots:
    """The places of layers on the axis, where other figures have their columns.

    Attributes:
        depth: how many layers there are.
        limits: what each slot reaches from and to, in units of what is shown there.
        fineness: a slot has 22 times this many bins.
    """

    depth: int
    limits: tuple[float, float]
    fineness: int

    @property
    def edges(self) -> NDArray[np.float64]:
        """The edges of the bins, in units of what is shown."""
        return np.linspace(*self.limits, _BINS * self.fineness + 1)

    @property
    def middles(self) -> NDArray[np.float64]:
        """The middles of the bins, in units of what is shown."""
        return (self.edges[1:] + self.edges[:-1]) / 2

    def curve(self, heights: NDArray[np.float64]) -> Part:
        """The coordinates of a line over the bins (depth, bins), broken between two layers."""
        return self._coordinates(heights.astype(np.float32), self._nothing())

    def hills(self, heights: NDArray[np.float64]) -> Part:
        """As `curve`, but down to 0 at both sides of a gap: a fill goes on below a broken line."""
        gap = self._nothing()
        gap[[0, -1]] = 0
        return self._coordinates(heights.astype(np.float32), gap)

    def plateaus(self, heights: NDArray[np.uint8]) -> Part:
        """As `curve`, but 0 between two layers."""
        return self._coordinates(heights, np.zeros(_GAP * self.fineness, np.uint8))

    def axis(self) -> Part:
        """The x axis, with some round numbers below each slot."""
        ticks = round_values(self.limits)
        if self.depth > _FEW:
            ticks = ticks[[0, -1]] if len(ticks) > 1 else ticks
        edge = (1 - GAP) / 2
        low, high = self.limits
        shares = (ticks - low) / (high - low)
        places = np.arange(1, self.depth + 1)[:, None] + (shares - 0.5) * 2 * edge
        return {
            "range": [1 - edge, self.depth + edge],
            "tickvals": places.ravel().astype(np.float32),
            "ticktext": [f"{tick:g}".replace("-", "−") for tick in ticks] * self.depth,
        }

    def _nothing(self) -> NDArray[np.float32]:
        return np.full(_GAP * self.fineness, np.nan, np.float32)

    def _coordinates(self, heights: NDArray[Any], gap: NDArray[Any]) -> Part:
        distance = 1 / ((_BINS + _GAP) * self.fineness)
        rows = np.hstack([heights, np.tile(gap, (self.depth, 1))])
        return {"x0": 1 - (1 - GAP) / 2 + distance / 2, "dx": distance, "y": rows.ravel()[: -len(gap)]}
