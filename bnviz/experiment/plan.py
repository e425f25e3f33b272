"""The plan of one training: its arms, what they share, and what happens on the way."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from bnviz.experiment.look import Look
from bnviz.experiment.settings import Control, Frozen, LearningRate, Normalization, Shared
from bnviz.language import N_, _

Decayed = Literal["weights", "all"]
Detail = Literal["layers", "scores"]


class Arm(Frozen):
    """One network of an experiment: all in which it may differ from its neighbours."""

    normalization: Annotated[
        Normalization,
        Field(description=N_("What is done to each layer's pre-activations before the nonlinearity.")),
        Control("network"),
    ] = "batch"
    ghost_batch: Annotated[
        int,
        Field(
            ge=0,
            le=512,
            title=N_("Ghost batch"),
            description=N_(
                "How many images Batch Normalization takes its statistics from; 0: the mini-batch."
            ),
        ),
        Control("network"),
    ] = 0
    noise: Annotated[
        float,
        Field(
            ge=0,
            le=4,
            title=N_("Noise"),
            description=N_(
                "How much noise each nonlinearity's input gets in training; 1 is as in the "
                "noisy Batch Normalization of Santurkar et al."
            ),
        ),
        Control("network"),
    ] = 0.0
    dropout: Annotated[
        float,
        Field(
            ge=0,
            le=0.8,
            title=N_("Dropout"),
            description=N_("The share of each hidden layer that is left out."),
        ),
        Control("network"),
    ] = 0.0
    weight_decay: Annotated[
        float,
        Field(
            ge=0, le=1, title=N_("Weight decay"), description=N_("How strongly parameters are drawn to 0.")
        ),
        Control("training"),
    ] = 0.0
    decayed: Annotated[
        Decayed,
        Field(title=N_("Decayed"), description=N_("Whether γ, β and the biases are drawn to 0 as well.")),
        Control("training", labels={"weights": N_("weights only"), "all": N_("γ, β and biases too")}),
    ] = "weights"
    learning_rate: LearningRate = 0.1
    init_scale: Annotated[
        float,
        Field(
            ge=1e-3, le=1e3, title=N_("Init scale"), description=N_("A factor on this arm's first weights.")
        ),
        Control("network", logarithmic=True),
    ] = 1.0


class Change(Frozen):
    """A change on the way: once `step` updates are made, every arm goes on with another learning rate."""

    step: Annotated[
        int,
        Field(
            ge=0, le=99_999, title=N_("Step"), description=N_("How many updates are made before the change.")
        ),
        Control("training"),
    ]
    learning_rate: LearningRate


MOST_CHECKPOINTS = 16
"""Each holds all parameters of all arms."""

Checkpoint = Annotated[int, Field(ge=0, le=100_000)]


class Experiment(Shared):
    """A whole plan: what all arms share, the arms, and what changes on the way. Its key identifies it.

    With `checkpoints`, a run keeps every arm's parameters at these steps, and the mini-batch statistics of
    every step; with `detail` "scores" it keeps losses and accuracies only, at fewer steps. The training
    itself is the same.
    """

    arms: Annotated[tuple[Arm, ...], Field(min_length=1, max_length=256)] = (
        Arm(normalization="batch"),
        Arm(normalization="none"),
    )
    changes: tuple[Change, ...] = ()
    look: Look = Look()
    training_images: Annotated[
        int,
        Field(
            ge=0,
            le=60_000,
            title=N_("Training images"),
            description=N_("How many of the training images are used, the first ones; 0: all."),
        ),
        Control("data"),
    ] = 0
    detail: Annotated[
        Detail,
        Field(
            title=N_("Detail"),
            description=N_("What is recorded: every layer, or losses and accuracies only."),
        ),
        Control("data"),
    ] = "layers"
    checkpoints: Annotated[tuple[Checkpoint, ...], Field(max_length=MOST_CHECKPOINTS)] = ()

    @field_validator("arms")
    @classmethod
    def _of_whole_ghosts(cls, arms: tuple[Arm, ...], info: ValidationInfo) -> tuple[Arm, ...]:
        m = info.data.get("batch_size", 0)
        if any(arm.ghost_batch and (arm.ghost_batch == 1 or m % arm.ghost_batch) for arm in arms):
            raise ValueError("a ghost batch has at least 2 images, and divides the mini-batch")
        return arms

    @field_validator("changes")
    @classmethod
    def _in_order(cls, changes: tuple[Change, ...], info: ValidationInfo) -> tuple[Change, ...]:
        steps = [change.step for change in changes]
        if steps != sorted(set(steps)) or (steps and steps[-1] >= info.data.get("steps", math.inf)):
            raise ValueError("the steps of changes ascend, and all are below the experiment's steps")
        return changes

    @field_validator("checkpoints")
    @classmethod
    def _on_the_way(cls, checkpoints: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        ordered = checkpoints == tuple(sorted(set(checkpoints)))
        if not ordered or (checkpoints and checkpoints[-1] > info.data.get("steps", math.inf)):
            raise ValueError("checkpoints ascend, and none is beyond the experiment's steps")
        return checkpoints

    def changed(self, change: Change) -> Experiment:
        """The same plan with one more change, in place of one at the same step."""
        others = (other for other in self.changes if other.step != change.step)
        changes = tuple(sorted([*others, change], key=lambda known: known.step))
        return self.model_copy(update={"changes": changes})

    def unchanged(self) -> Experiment:
        """The plan as it was before any change on the way."""
        return self.model_copy(update={"changes": ()})

    def at_rate(self, learning_rate: float) -> Experiment:
        """The same plan from the same first weights, with another learning rate in all arms throughout."""
        arms = tuple(arm.model_copy(update={"learning_rate": learning_rate}) for arm in self.arms)
        return self.model_copy(update={"arms": arms, "changes": ()})

    def canonical(self) -> str:
        """The experiment as JSON text: sorted keys, no spaces, and nothing that has no effect."""
        document = self.model_dump(mode="json")
        if self.initialization != "gaussian":
            del document["init_std"]
        del document["width" if self.architecture == "convolutional" else "maps"]
        _leave_out(self, document, LATER)
        for arm, written in zip(self.arms, document["arms"], strict=True):
            _leave_out(arm, written, LATER_OF_ARMS)
        return json.dumps(document, sort_keys=True, separators=(",", ":"))

    def key(self) -> str:
        """SHA-256 of the canonical JSON, 64 hexadecimal digits; equal for equal experiments."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def arm_names(self) -> tuple[str, ...]:
        """A short, unique name for each arm, telling only in what it differs from the others.

        In the language that is spoken now: to be shown, not to be kept.
        """
        names = [self._arm_name(arm) for arm in self.arms]
        return tuple(
            name if names.count(name) == 1 else f"{name} #{names[:i].count(name) + 1}"
            for i, name in enumerate(names)
        )

    def _arm_name(self, arm: Arm) -> str:
        told = [words(arm) for name, words in TOLD.items() if len({getattr(a, name) for a in self.arms}) > 1]
        return " ".join([_(NAMES[arm.normalization]), *filter(None, told)])


NAMES: Mapping[Normalization, str] = MappingProxyType({"batch": "BN", "none": N_("no BN"), "layer": "LN"})
TOLD: Mapping[str, Callable[[Arm], str]] = MappingProxyType(
    {
        "ghost_batch": lambda arm: (
            _("ghosts of {count}").format(count=arm.ghost_batch) if arm.ghost_batch else ""
        ),
        "noise": lambda arm: _("noise {noise:g}").format(noise=arm.noise) if arm.noise else "",
        "dropout": lambda arm: _("dropout {rate:g}").format(rate=arm.dropout) if arm.dropout else "",
        "weight_decay": lambda arm: (
            _("decay {decay:g}").format(decay=arm.weight_decay) if arm.weight_decay else ""
        ),
        "decayed": lambda arm: _("of all") if arm.weight_decay and arm.decayed == "all" else "",
        "learning_rate": lambda arm: _("lr {rate:g}").format(rate=arm.learning_rate),
        "init_scale": lambda arm: _("init ×{scale:g}").format(scale=arm.init_scale),
    }
)
"""How an arm's name tells what it does not share with all others."""

LATER = ("architecture", "changes", "look", "training_images", "detail", "checkpoints")
LATER_OF_ARMS = ("ghost_batch", "noise", "dropout", "weight_decay", "decayed")


def _leave_out(model: Frozen, document: dict[str, Any], names: Sequence[str]) -> None:
    """Take fields at their defaults out, so that it is what it was before there was such a thing."""
    for name in names:
        if getattr(model, name) == type(model).model_fields[name].default:
            del document[name]
