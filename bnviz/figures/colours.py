"""A sequential scale of colours: numbers as bytes, and the bar that explains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bnviz.figures.layout import Part

# Viridis (van der Walt and Smith, 2015) grows evenly in lightness, under the colour deficiencies too.
_VIRIDIS = ("#440154", "#46327E", "#365C8D", "#277F8E", "#1FA187", "#4AC16D", "#A0DA39", "#FDE725")
_NOTHING, _LOWEST, _HIGHEST = 0, 1, 255


@dataclass(frozen=True)
class ColourScale:
    """From numbers to bytes: 1 for the lower limit, 255 for the upper one, and 0 where there is no number.

    Attributes:
        limits: the lower and the upper; powers of ten if the scale is logarithmic.
        log: whether it is.
    """

    limits: tuple[float, float]
    log: bool

    def codes(self, values: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
        """The byte of each value; those beyond the limits get the nearest one's."""
        known = np.isfinite(values)
        places = self._places(np.where(known, values, 1)).round().clip(_LOWEST, _HIGHEST)
        return np.where(known, places, _NOTHING).astype(np.uint8)

    def axis(self, title: str) -> Part:
        """The colour axis, with a slim bar at the right of the figure."""
        ticks = self._ticks()
        bar = {
            "thickness": 8,
            "outlinewidth": 0,
            "ypad": 0,
            "title": {"text": title, "side": "right", "font": {"size": 11.5}},
            "tickfont": {"size": 11},
            "tickvals": self._places(ticks),
            "ticktext": [f"{tick:.3g}" for tick in ticks],
        }
        return {"colorscale": _scale(), "cmin": _NOTHING, "cmax": _HIGHEST, "colorbar": bar}

    def _places(self, values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        low, high = self.limits
        numbers = np.log10(values) if self.log else values
        return _LOWEST + (_HIGHEST - _LOWEST) * (numbers - low) / (high - low)

    def _ticks(self) -> NDArray[np.float64]:
        """Both ends and what is halfway; on a log scale the whole powers of ten, if there are several."""
        low, high = self.limits
        if not self.log:
            return np.linspace(low, high, 3)
        powers = np.arange(np.ceil(low), np.floor(high) + 1)
        return 10.0 ** (powers if len(powers) > 1 else np.array(self.limits))


def _scale() -> list[list[Any]]:
    """Transparent for 0, and colours from there on."""
    stops = np.linspace(_LOWEST / _HIGHEST, 1, len(_VIRIDIS))
    clear = "rgba(0,0,0,0)"
    return [[0, clear], [stops[0], clear], *map(list, zip(stops, _VIRIDIS, strict=True))]
