"""The engine on a GPU: whole runs on the clock, graphs against plain steps, its losses beside the CPU's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch

from benchmarks.engine import plainly
from benchmarks.figure import Figure
from benchmarks.setting import Setting
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.lessons.sweeps.plans import default_sweep
from bnviz.training.loop import Array, Training

DEVICE = "cuda:0"
RACED, COMPARED = 2_000, 100  # steps
NOT_HERE = "there is no NVIDIA GPU"


class OnDevice(NamedTuple):
    """What is measured on a device.

    Attributes:
        run: seconds of a run of two arms with all that is measured at its Snapshots.
        sweep: seconds of the first section's sweep, as one stack.
        graphs: how many times as fast a captured step is as a plain one, of two arms.
        distance: the losses' largest distance from those in float64, of the CPU's in float32.
    """

    run: float
    sweep: float
    graphs: float
    distance: float


def measure(setting: Setting) -> list[Figure]:
    """All figures, which are empty where there is no GPU."""
    two_arms, rows = PRESETS["paper-figure-1"].setup.experiment(), default_sweep("init_std").experiments()
    sweep = rows[0].model_copy(update={"arms": tuple(arm for row in rows for arm in row.arms)})
    there = torch.cuda.is_available()
    found = on_device(DEVICE, setting.dataset, two_arms, sweep) if there else None
    behind = torch.cuda.get_device_name(DEVICE) if there else NOT_HERE
    return list(_figures(found, behind))


def _figures(found: OnDevice | None, behind: str) -> Iterator[Figure]:
    forms = (
        ("50,000 steps of two arms with their Snapshots", 4.0, False, "{:.1f} s"),
        ("the sweep of 128 networks as one stack, 1,000 steps", 1.5, False, "{:.1f} s"),
        ("two arms' captured steps to plain ones", 8.0, True, "{:.1f} ×"),
        ("losses' distance from float64's in 100 steps, to the CPU's", 10.0, False, "{:.1f} ×"),
    )
    values = (None,) * len(forms) if found is None else found
    for value, (what, target, at_least, form) in zip(values, forms, strict=True):
        yield Figure(f"on a GPU: {what}", value, target, at_least, form, behind)


def on_device(device: str, dataset: Dataset, two_arms: Experiment, sweep: Experiment) -> OnDevice:
    """Measure on any device of this machine: whole runs of both, the sweep's with scores only."""
    _seconds(two_arms.model_copy(update={"steps": COMPARED}), dataset, device)  # its libraries are loaded
    return OnDevice(
        _seconds(two_arms, dataset, device),
        _seconds(sweep, dataset, device),
        _gain(two_arms, dataset, device),
        _distance(two_arms, dataset, device),
    )


def _seconds(experiment: Experiment, dataset: Dataset, device: str) -> float:
    """Seconds on the clock of all steps and Snapshots; the data are on the device before."""
    training = Training(experiment, dataset, device)
    started = time.perf_counter()
    for _ in training.steps():
        pass
    training.losses(0, experiment.steps)  # waits for the device
    return time.perf_counter() - started


def _gain(experiment: Experiment, dataset: Dataset, device: str) -> float:
    def a_step() -> float:
        training = Training(experiment, dataset, device)
        _losses(training, RACED // 4)  # plain, captured, warm
        started = time.perf_counter()
        for step in range(RACED // 4 + 1, RACED + 1):
            training.train_step(step)
        training.losses(0, RACED)
        return time.perf_counter() - started

    captured = a_step()
    with plainly():
        return a_step() / captured


def _distance(experiment: Experiment, dataset: Dataset, device: str) -> float:
    """By the rounding that the CPU's own losses show in float32, which grows with the steps."""
    places = (("cpu", torch.float64), ("cpu", torch.float32), (device, torch.float32))
    exact, cpu, own = (_losses(Training(experiment, dataset, *place), COMPARED) for place in places)
    return float(np.abs(own - exact).max() / np.abs(cpu - exact).max())


def _losses(training: Training, steps: int) -> Array:
    for step in range(1, steps + 1):
        training.train_step(step)
    return training.losses(0, steps)
