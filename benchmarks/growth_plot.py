"""Small plots of how costs grow, both axes logarithmic: SVG files, the same for the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from benchmarks.growth_curve import Curve, Growth, Panel

FOLDER = Path(__file__).parents[1] / "docs" / "growth"

WIDTH, HEIGHT = 4.2, 3.2  # inches, of which a page makes 96 pixels
ROOM, MANY = 6, 99  # numbers along the sizes; along the costs, whatever fits
STYLE: dict[Any, object] = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 9,
    "legend.fontsize": 8,
    "lines.markersize": 4,
    "svg.fonttype": "none",  # letters as text: small, and to be found
    "svg.hashsalt": "growth",  # or names in the file would be drawn at random
}
LINES = (("#0072B2", "o", "-"), ("#E69F00", "s", "--"), ("#009E73", "^", "-."))
"""Colours that the colour-blind tell apart (Okabe and Ito), markers and dashes of a panel's curves."""


def draw(growth: Growth, folder: Path = FOLDER) -> Path:
    """Write the plot of a quantity into a folder, its panels one above the other."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{growth.quantity}.svg"
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained", facecolor="white")
        stacked = [*figure.subplots(len(growth.panels), 1, sharex=True, squeeze=False).flat]
        for axes, panel in zip(stacked, growth.panels, strict=True):
            _draw_panel(axes, panel)
        stacked[-1].set_xlabel(growth.axis)
        figure.savefig(file, metadata={"Date": None})
    return file


def _draw_panel(axes: Axes, panel: Panel) -> None:
    for curve, (colour, marker, dashes) in zip(panel.curves, LINES, strict=False):
        axes.loglog(curve.sizes, curve.costs, dashes, color=colour, marker=marker, label=curve.what)
    _draw_linear(axes, panel.curves[0].upper())
    axes.set_ylabel(panel.axis)
    axes.legend(frameon=False)
    _draw_ticks(axes, panel.curves[0].sizes)


def _draw_linear(axes: Axes, upper: Curve) -> None:
    """What the upper part would look like if twice the size cost twice as much."""
    costs = [upper.costs[-1] * size / upper.sizes[-1] for size in upper.sizes]
    axes.loglog(upper.sizes, costs, ":", color="#555555", label="linear")


def _draw_ticks(axes: Axes, sizes: Sequence[int]) -> None:
    """At every size, with its number as far as there is room; plain numbers at the costs."""
    every = 1 if len(sizes) <= ROOM else 2
    told = {*sizes[::-every]}
    axes.set_xticks(sizes, [f"{size:,}" if size in told else "" for size in sizes])
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5), numticks=MANY))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda cost, _: f"{cost:g}"))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
