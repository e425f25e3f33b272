"""What the files of an arm are called."""

from __future__ import annotations

import re

from bnviz.experiment import Experiment
from bnviz.language import ENGLISH, speaking


def own_names(experiment: Experiment) -> tuple[str, ...]:
    """What tables and programs call each arm, in English: what reads them need not know who wrote them."""
    with speaking(ENGLISH):
        return experiment.arm_names()


def file_names(experiment: Experiment) -> tuple[str, ...]:
    """Each arm's name in letters that every file system takes: "no-BN-lr-0.1"."""
    return tuple(re.sub(r"[^\w.]+", "-", name, flags=re.ASCII) for name in own_names(experiment))
