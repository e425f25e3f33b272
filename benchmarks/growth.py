"""How the costs grow with everything that a visitor may ask for more of: a table, and a plot for each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import growth_run, growth_step, growth_visitors
from benchmarks.growth_curve import Growth
from benchmarks.growth_plot import draw
from benchmarks.setting import Setting

HEADER = ("quantity", "from", "to", "cost of", "at first", "in the end", "exponent", "of the upper sizes")
DIGITS = 3  # of a cost


def rows(setting: Setting) -> list[tuple[str, ...]]:
    """A row of HEADER for each cost over each quantity, whose plots are drawn anew."""
    found: list[tuple[str, ...]] = []
    for growth in _measured(setting):
        draw(growth)
        found += told(growth)
    return found


def _measured(setting: Setting) -> Iterator[Growth]:
    for quantity, sizes in growth_step.experiments().items():
        yield growth_step.measure(quantity, sizes, setting)
    yield growth_run.measure(setting)
    yield growth_visitors.measure(setting)


def told(growth: Growth) -> Iterator[tuple[str, ...]]:
    """A quantity's rows."""
    for panel in growth.panels:
        for curve in panel.curves:
            ends = [f"{curve.sizes[end]:,}" for end in (0, -1)]
            costs = [f"{_number(curve.costs[end])} {panel.unit}" for end in (0, -1)]
            exponents = [f"{each.exponent():.2f}" for each in (curve, curve.upper())]
            yield growth.quantity, *ends, curve.what, *costs, *exponents


def _number(cost: float) -> str:
    return np.format_float_positional(cost, DIGITS, fractional=False, trim="-")
