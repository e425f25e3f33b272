"""How fast a training step could be on this machine: its arithmetic and its memory traffic, at the peaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch

from benchmarks.engine import bare_steps
from benchmarks.many_arms import thirty_two_arms
from benchmarks.products import products
from benchmarks.rounds import Slice, clock, interleave, slices
from benchmarks.setting import Setting
from bnviz.data.dataset import PIXELS
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.lessons.sweeps.plans import default_sweep
from bnviz.training.parameters import layer_shapes, parameter_count

SIDE = 2_048  # of the large product's matrices
COPIED = 2**26  # numbers in the large copy: 256 MB, which no cache holds
FLOAT = 4  # bytes
HEADER = (
    "a step of",
    "arithmetic",
    "at its peak",
    "traffic",
    "at its peak",
    "products alone",
    "reached",
    "share",
)


class Work(NamedTuple):
    """What a step cannot do without.

    Attributes:
        operations: multiplications and additions in the matrix products.
        bytes: read and written if every value goes to memory once for each kernel that must see it.
    """

    operations: int
    bytes: int


def work(experiment: Experiment) -> Work:
    """A step's work, of fully connected layers.

    Every layer has the products W x, dl/dW and, but for the first, dl/dx. Parameters are read forward and,
    but for the first layer's, backward, then read and written by the update. Each value of a layer is written
    and read three times forward (Wx, normalised, g) and likewise backward; a pixel is read as a byte, and
    written and read twice as a number, for the products forward and backward.
    """
    arms, m = len(experiment.arms), experiment.batch_size
    first, *upper = layer_shapes(experiment)
    macs = 2 * first.units * first.inputs + 3 * sum(layer.units * layer.inputs for layer in upper)
    parameters = 4 * parameter_count(experiment) - arms * first.units * first.inputs
    values = 12 * arms * m * sum(layer.units for layer in [first, *upper])
    return Work(2 * arms * m * macs, FLOAT * (parameters + values) + m * PIXELS * (1 + 3 * FLOAT))


class Peaks(NamedTuple):
    """What one core of this machine can do: operations and bytes a second."""

    operations: float
    bytes: float


def peaks(rounds: int) -> Peaks:
    """The rates of a large product and of a large copy."""
    factors, product = [torch.randn(SIDE, SIDE) for _ in range(2)], torch.empty(SIDE, SIDE)
    race = {"product": _timed(lambda: torch.mm(*factors, out=product)), "copy": large_copy()}
    seconds = interleave(race, rounds, "peaks")
    return Peaks(
        2 * SIDE**3 / float(np.median(seconds["product"])),
        2 * FLOAT * COPIED / float(np.median(seconds["copy"])),
    )


def rows(setting: Setting) -> list[tuple[str, ...]]:
    """A row of HEADER for each of the engine's three usual stacks, and one for the peaks."""
    limits = peaks(setting.rounds)
    experiments = {
        "two arms": PRESETS["paper-figure-1"].setup.experiment(),
        "32 arms": thirty_two_arms(),
        "16 arms, a row of the sweep": default_sweep("init_std").experiments()[0],
    }
    made = [_row(name, experiment, limits, setting) for name, experiment in experiments.items()]
    peaks_told = f"{limits.operations / 1e9:.0f} GFLOP/s", "", f"{limits.bytes / 1e9:.1f} GB/s"
    return [*made, ("the peaks", *peaks_told, "", "", "", "")]


def _row(name: str, experiment: Experiment, limits: Peaks, setting: Setting) -> tuple[str, ...]:
    needed, steps = work(experiment), max(1_000 // len(experiment.arms), 1)
    race: dict[str, Slice] = {
        "step": slices(bare_steps(experiment, setting.dataset), steps),
        "products": products(experiment, setting.dataset, steps),
    }
    seconds = interleave(race, setting.rounds, name)
    step, alone = (float(np.median(seconds[way])) for way in ("step", "products"))
    share = float(np.median(seconds["products"] / seconds["step"]))
    return (
        name,
        f"{needed.operations / 1e6:,.0f} MFLOP",
        _microseconds(needed.operations / limits.operations),
        f"{needed.bytes / 1e6:.0f} MB",
        _microseconds(needed.bytes / limits.bytes),
        _microseconds(alone),
        _microseconds(step),
        f"{share:.2f}",
    )


def _microseconds(seconds: float) -> str:
    return f"{1e6 * seconds:,.0f} µs"


def large_copy(times: int = 1) -> Slice:
    """Slices of so many copies from one place in memory to another; the seconds of one."""
    source, copy = torch.zeros(COPIED), torch.empty(COPIED)
    return _timed(lambda: copy.copy_(source), times)


def _timed(once: Callable[[], object], times: int = 1) -> Slice:
    def run() -> float:
        started = clock()
        for _ in range(times):
            once()
        return (clock() - started) / times

    return run
