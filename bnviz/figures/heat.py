"""A distribution over the steps as a heat map: the more values, the denser the arm's colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bnviz.figures.layout import Part
from bnviz.figures.quantiles import shares
from bnviz.figures.series import Series, at_stretches
from bnviz.figures.style import ArmStyle

_BINS = 25  # between round limits their width is a short number
_DENSEST = 255  # of a uint8


def heat_map(cell: Series, steps: int, stretches: int, limits: tuple[float, float], axis: str) -> Part:
    """One column for each stretch of steps, each scaled to its own densest bin.

    Args:
        cell: `step` (n,) and `quantiles` (n, 32), finite.
        steps: the end of the x axis.
        stretches: how many columns of equal width.
        limits: of the y axis.
        axis: plotly's name of the colour axis.
    """
    low, high = limits
    edges = np.linspace(low, high, _BINS + 1)
    width, height = steps / stretches, (high - low) / _BINS
    return {
        "type": "heatmap",
        "z": _densities(cell, at_stretches(cell["step"], steps, stretches), edges),
        "x0": width / 2,
        "dx": width,
        "y0": low + height / 2,
        "dy": height,
        "zsmooth": "fast",
        "coloraxis": axis,
        "hoverinfo": "skip",
    }


def colour_axis(style: ArmStyle) -> Part:
    """From transparent to the arm's colour."""
    scale = [[0, style.tint(0)], [1, style.tint(0.5)]]
    return {"colorscale": scale, "cmin": 0, "cmax": _DENSEST, "showscale": False}


def _densities(cell: Series, places: NDArray[np.intp], edges: NDArray[np.float64]) -> NDArray[np.uint8]:
    """(bins, columns); 0 in the columns without a place."""
    heat = np.zeros((len(places), len(edges) - 1))
    heat[places >= 0] = shares(cell["quantiles"][places[places >= 0]], edges)
    densest = heat.max(axis=1, keepdims=True)
    # The root keeps the rest in sight where most values are the same, as behind ReLU.
    opacity = np.sqrt(heat / np.where(densest > 0, densest, 1))
    return (_DENSEST * opacity).round().astype(np.uint8).T
