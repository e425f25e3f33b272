"""Fair comparison on a machine that does other things too.

The alternatives take turns, A B C A B C …, each with a small slice of its work. Compared are the times of
one round, in which all met the same machine; of the rounds' ratios the median counts. The clock is the CPU
time of the process: it stands still while another process has the core.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
from tqdm import trange

Seconds = npt.NDArray[np.float64]
"""Seconds of one step in each round, (rounds,)."""

Slice = Callable[[], float]
"""Does some steps of its work and returns the seconds of one step."""

clock = time.process_time


def interleave(alternatives: Mapping[str, Slice], rounds: int, what: str) -> dict[str, Seconds]:
    """Time the alternatives against each other, after a round to warm up; `what` is said meanwhile."""
    turns = trange(rounds + 1, desc=what, unit="round", leave=False)
    table = [[run() for run in alternatives.values()] for _ in turns]
    return dict(zip(alternatives, np.array(table[1:]).T, strict=True))


def median_ratio(numerator: Seconds, denominator: Seconds) -> float:
    """The median of the rounds' ratios."""
    return float(np.median(numerator / denominator))


def rate(seconds: Seconds) -> str:
    """Steps a second in the median round, in words."""
    return f"{1 / np.median(seconds):,.0f} steps/s"


def slices(training: Iterator[object], steps: int) -> Slice:
    """Slices of an endless training that takes a step whenever it is asked for an item."""

    def run() -> float:
        started = clock()
        for _ in range(steps):
            next(training)
        return (clock() - started) / steps

    return run
