"""What a result depends on: the Experiment, its arms, and the controls they are made from.

An **Experiment** is the plan of one training: the shared network and training settings, and one or more
**arms** that differ from each other in normalization, learning rate or initial scale. All arms start from
the same weights and see the same mini-batches in the same order, so a difference between two arms is a
difference of what they were given and of nothing else. **Changes** on the way come to all arms alike.

The `Annotated` fields below are the project's only table of settings. Widgets, ranges, help texts, URLs,
the command line and docs/settings.md are all read off them (see `bnviz.fields`).
"""

from bnviz.experiment.look import LOOK_KINDS, LOOKS, ONE_SIDED, STYLES, SUBSETS, Look, LookKind, Subset
from bnviz.experiment.plan import Arm, Change, Experiment
from bnviz.experiment.settings import (
    COMPARISONS,
    NORMALIZATIONS,
    Activation,
    Architecture,
    Control,
    Frozen,
    InputForm,
    Normalization,
    Optimizer,
    Shared,
)
from bnviz.experiment.setup import Setup

__all__ = [
    "COMPARISONS",
    "LOOKS",
    "LOOK_KINDS",
    "NORMALIZATIONS",
    "ONE_SIDED",
    "STYLES",
    "SUBSETS",
    "Activation",
    "Architecture",
    "Arm",
    "Change",
    "Control",
    "Experiment",
    "Frozen",
    "InputForm",
    "Look",
    "LookKind",
    "Normalization",
    "Optimizer",
    "Setup",
    "Shared",
    "Subset",
]
