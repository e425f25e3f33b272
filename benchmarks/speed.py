"""The engine's speed as a ratio to another's, out of one race."""

from __future__ import annotations

from benchmarks.figure import Figure
from benchmarks.rounds import Seconds, median_ratio, rate


def speed_ratio(what: str, target: float | None, engine: Seconds, other: Seconds) -> Figure:
    """How many times as fast the engine is: at least `target`, if there is one."""
    return Figure(
        what,
        median_ratio(other, engine),
        target,
        at_least=True,
        form="{:.2f} ×",
        behind=f"{rate(engine)} against {rate(other)}",
    )


def faster(*several: Seconds) -> Seconds:
    """The one that took the least time in all."""
    return min(several, key=lambda seconds: float(seconds.sum()))
