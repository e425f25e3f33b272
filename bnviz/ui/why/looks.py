"""How the arms of this lesson are drawn: a hue for each normalization, another symbol for each arm of one."""

from __future__ import annotations

from collections.abc import Sequence

from bnviz.experiment import Arm, Experiment
from bnviz.figures.lesson.hues import Hue
from bnviz.figures.style import arm_styles

_LIGHTLY = "2px,3px"
BN_TOO = Hue("#3291CF", "diamond", _LIGHTLY)
"""A second line of something with Batch Normalization."""


def named_hues(arms: Sequence[Arm]) -> dict[str, Hue]:
    """The look of each arm by its name; what has noise has a dotted line."""
    names = Experiment(arms=tuple(arms)).arm_names()
    styles = arm_styles(names, [arm.normalization for arm in arms])
    return {
        style.name: Hue(style.colour, style.marker, _LIGHTLY if arm.noise else style.dash)
        for style, arm in zip(styles, arms, strict=True)
    }
