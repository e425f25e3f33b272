"""One look for each place that a mean and a variance may come from, and for each of two mini-batches."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bnviz.figures.lesson.hues import Hue

STATISTICS: Mapping[str, Hue] = MappingProxyType(
    {
        "batch": Hue("#808080", "circle-open", "dot"),
        "algorithm_2": Hue("#0072B2", "circle", "solid"),
        "running": Hue("#AF5B93", "triangle-up", "dash"),
        "precise": Hue("#00916A", "diamond", "dashdot"),
    }
)
"""The test batch itself; the mean of K mini-batches; the exponentially weighted average; PreciseBN."""

BATCHES = (Hue("#0072B2", "circle", "solid"), Hue("#AF5B93", "triangle-up", "dash"))
"""B₁ and B₂."""
