"""What is to be trained: the settings of an experiment, and a table of its arms with what they differ in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from textwrap import wrap
from types import MappingProxyType
from typing import Any

from bnviz.experiment import Arm, Experiment
from bnviz.experiment.maps import strides
from bnviz.export.chapters.chapter import Chapter, lines
from bnviz.export.names import own_names
from bnviz.language import _

LINE = 106  # characters of a line of the table, without its margin
PIXELS = 28 * 28

USED: Mapping[str, Callable[[Arm], Any]] = MappingProxyType(
    {
        "normalization": lambda arm: True,
        "learning_rate": lambda arm: True,
        "ghost_batch": lambda arm: arm.ghost_batch and arm.normalization == "batch",
        "noise": lambda arm: arm.noise,
        "dropout": lambda arm: arm.dropout,
        "weight_decay": lambda arm: arm.weight_decay,
        "decayed": lambda arm: arm.weight_decay and arm.decayed == "all",
        "init_scale": lambda arm: arm.init_scale != 1,
    }
)
"""Whether a setting makes a difference to an arm."""


def columns(experiment: Experiment) -> list[str]:
    """The settings that make a difference to any arm: a program needs these and no others."""
    return [name for name, used in USED.items() if any(map(used, experiment.arms))]


def settings(experiment: Experiment) -> Chapter:
    """Numbers that all arms share, and the table of arms."""
    return Chapter(
        _(
            "## What is trained\n\n"
            "Every arm is a network of its own. All of them start from the same first weights and see the "
            "same mini-batches in the same order, so they differ in what the table says and in nothing else."
        ),
        lines(
            f"SEED, STEPS, BATCH_SIZE = {experiment.seed}, {experiment.steps}, {experiment.batch_size}",
            _sizes(experiment),
            _changes(experiment),
            f'Arm = namedtuple("Arm", "name {" ".join(columns(experiment))}")',
            _table(experiment),
        ),
    )


def _sizes(experiment: Experiment) -> str:
    hidden = f"{experiment.depth} * [{experiment.units}]"
    if experiment.architecture == "dense":
        sizes = _("the pixels of an image, then the units of each hidden layer")
        return f"SIZES = [{PIXELS}] + {hidden}  # {sizes}"
    maps = _("an image is one map; then the feature maps of each hidden layer")
    apart = _("of each hidden layer's filters, in pixels")
    return f"MAPS = [1] + {hidden}  # {maps}\nSTRIDES = {strides(experiment.depth)}  # {apart}"


def _changes(experiment: Experiment) -> str:
    if not experiment.changes:
        return ""
    rates = {change.step: change.learning_rate for change in experiment.changes}
    said = _("after so many steps, another learning rate for all arms")
    return f"CHANGES = {rates}  # {said}"


def _table(experiment: Experiment) -> str:
    rows = [
        [name, *(getattr(arm, column) for column in columns(experiment))]
        for name, arm in zip(own_names(experiment), experiment.arms, strict=True)
    ]
    arms = [f"Arm({', '.join(map(_literal, row))})" for row in rows]
    on_one_line = f"ARMS = [{', '.join(arms)}]"
    return on_one_line if len(on_one_line) <= LINE else f"ARMS = [\n{_filled(arms)}\n]"


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _filled(arms: list[str]) -> str:
    """As many on a line as there is room for."""
    whole = [f"{arm},".replace(" ", "\xa0") for arm in arms]  # so that none is broken
    wrapped = wrap(" ".join(whole), LINE, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"    {line}" for line in wrapped).replace("\xa0", " ")
