"""What small real trainings record, as a feed gives it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from bnviz.data import Dataset
from bnviz.data.dataset import CLASSES, PIXELS
from bnviz.experiment import Experiment, Setup
from bnviz.runs.feed import FOLLOWED, Curves
from bnviz.runs.tables import decode, encode
from bnviz.runs.workers.frames import loss_rows, snapshot_rows
from bnviz.training.loop import Training

STEPS = 6


@cache
def noise() -> Dataset:
    """Noise for digits."""
    generator = np.random.default_rng(28)
    images = [generator.integers(0, 256, (count, PIXELS), np.uint8) for count in (200, 60)]
    labels = [generator.integers(0, CLASSES, count) for count in (200, 60)]
    return Dataset("mnist-sample", images[0], labels[0], images[1], labels[1])


def recorded(**settings: Any) -> tuple[Experiment, Curves]:
    """A training of a few steps, with a Snapshot at each."""
    setup = Setup(**({"depth": 2, "width": 10, "batch_size": 8, "steps": STEPS} | settings))
    training = Training(setup.experiment(), noise())
    rows = snapshot_rows([snapshot for snapshot in training.steps() if snapshot])
    tables = [decode(name, [encode(name, rows[name])]) for name in FOLLOWED]
    losses = loss_rows(1, training.losses(0, STEPS))
    return training.experiment, Curves((None,) * len(training.experiment.arms), losses, *tables)
