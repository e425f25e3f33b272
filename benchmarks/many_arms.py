"""Thirty-two arms in one stack, against as many networks one after the other."""

from __future__ import annotations

import numpy as np

from benchmarks.engine import bare_steps
from benchmarks.figure import Figure
from benchmarks.plain_torch import in_memory, tuned_loop
from benchmarks.products import products
from benchmarks.rounds import Slice, interleave, slices
from benchmarks.setting import Setting
from benchmarks.speed import faster, speed_ratio
from benchmarks.stacked_modules import AutogradStack, Stack, stacked_loop
from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.lessons.presets import PRESETS

RATES = np.geomspace(0.01, 1, 16).tolist()
STEPS = 10


def thirty_two_arms() -> Experiment:
    """The paper's network with each of 16 learning rates, with Batch Normalization and without."""
    arms = tuple(
        Arm(normalization=normalization, learning_rate=rate)
        for normalization in ("none", "batch")
        for rate in RATES
    )
    return PRESETS["paper-figure-1"].setup.experiment().model_copy(update={"arms": arms})


def measure(setting: Setting) -> list[Figure]:
    """The stack's speed as ratios."""
    experiment, tensors = thirty_two_arms(), in_memory(setting.dataset)
    race = {
        "stack": slices(bare_steps(experiment, setting.dataset), STEPS),
        "fused": one_after_the_other(experiment, setting.dataset, STEPS, fused=True),
        "foreach": one_after_the_other(experiment, setting.dataset, STEPS, fused=False),
        "grad": slices(stacked_loop(experiment, *tensors, Stack), STEPS),
        "autograd": slices(stacked_loop(experiment, *tensors, AutogradStack), STEPS),
        "products": products(experiment, setting.dataset, STEPS),
    }
    seconds = interleave(race, setting.rounds, "32 arms")
    tuned = faster(seconds["fused"], seconds["foreach"])
    stacked = faster(seconds["grad"], seconds["autograd"])
    stack, alone = seconds["stack"], seconds["products"]
    return [
        speed_ratio("32 arms in one stack, to tuned loops one after the other", 2, stack, tuned),
        speed_ratio("32 arms in one stack, to torch.func.vmap over stacked modules", None, stack, stacked),
        speed_ratio("32 arms in one stack, to the matrix products alone", 0.75, stack, alone),
    ]


def one_after_the_other(experiment: Experiment, dataset: Dataset, steps: int, *, fused: bool) -> Slice:
    """Slices of `steps` steps of every arm, each in a loop of its own; a step's time is that of all arms."""
    tensors = in_memory(dataset)
    alone = [slices(tuned_loop(experiment, [arm], *tensors, fused=fused), steps) for arm in experiment.arms]
    return lambda: sum(run() for run in alone)
