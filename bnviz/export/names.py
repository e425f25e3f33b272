"""What the files of an arm are called."""

from __future__ import annotations

import re

from bnviz.experiment import Experiment


def file_names(experiment: Experiment) -> tuple[str, ...]:
    """Each arm's name in letters that every file system takes: "no-BN-lr-0.1"."""
    return tuple(re.sub(r"[^\w.]+", "-", name, flags=re.ASCII) for name in experiment.arm_names())
