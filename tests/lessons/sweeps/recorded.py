"""Rows of a sweep as a feed gives them, made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from bnviz.experiment import Experiment
from bnviz.maths import Array
from bnviz.runs.feed import Curves
from bnviz.runs.run import Run

RUN = Run(
    "run", "key", Experiment(), "mnist", "fingerprint", "1", "cpu", "done", None, 1, 0, 0, 1, 0.0, False, 0.0,
    None, None, None, None, None,
)  # fmt: skip


def row(
    experiment: Experiment,
    steps: Sequence[int],
    accuracy: Array,
    *,
    diverged_at: Sequence[int | None] | None = None,
    result: Sequence[dict[str, Any]] | None = None,
) -> tuple[Run, Curves]:
    """A run of an experiment with an accuracy (steps, arms), and a loss of 1 minus that."""
    arms = len(experiment.arms)
    tests = pd.DataFrame(
        {
            "step": np.repeat(steps, arms),
            "arm": np.tile(range(arms), len(steps)),
            "test_loss": 1 - accuracy.ravel(),
            "test_accuracy": accuracy.ravel(),
        }
    )
    curves = replace(Curves.empty(arms), tests=tests)
    run = replace(RUN, experiment=experiment, result=result and {"arms": list(result)})
    return run, replace(curves, diverged_at=tuple(diverged_at or [None] * arms))
