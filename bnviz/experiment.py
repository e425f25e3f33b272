"""What a result depends on: the Experiment, its arms, and the controls they are made from.

An **Experiment** is the plan of one training: the shared network and training settings, and one or more
**arms** that differ from each other in normalization, learning rate or initial scale. All arms start from
the same weights and see the same mini-batches in the same order, so a difference between two arms is a
difference of what they were given and of nothing else. **Changes** on the way come to all arms alike.

The `Annotated` fields below are the project's only table of settings. Widgets, ranges, help texts, URLs,
the command line and docs/settings.md are all read off them (see `bnviz.fields`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Activation = Literal["sigmoid", "tanh", "relu", "leaky_relu", "gelu", "identity"]
Normalization = Literal["batch", "none"]
Comparison = Literal["both", "batch", "none"]
Optimizer = Literal["sgd", "momentum", "rmsprop", "adam"]
Initialization = Literal["gaussian", "xavier", "he", "pytorch"]
InputForm = Literal["raw", "standardised", "binary"]

NORMALIZATIONS: tuple[Normalization, ...] = get_args(Normalization)


@dataclass(frozen=True)
class Control:
    """How a field is offered to a person.

    Attributes:
        group: the part of the controls it belongs to: network, training or data.
        labels: what a choice is called on the page; a choice without a label is shown as it is.
        logarithmic: whether equal steps of the control are equal factors of the value.
        why: the reason for the range, told to whoever leaves it.
    """

    group: Literal["network", "training", "data"]
    labels: Mapping[str, str] = field(default_factory=dict)
    logarithmic: bool = False
    why: str = ""


class Frozen(BaseModel):
    """A validated value object: immutable, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


LearningRate = Annotated[
    float,
    Field(
        ge=1e-4,
        le=10,
        title="Learning rate",
        description="The size of a step down the gradient; too large a one ends in nonsense.",
    ),
    Control("training", logarithmic=True),
]


class Shared(Frozen):
    """The settings that every arm of an experiment has in common."""

    depth: Annotated[
        int,
        Field(ge=1, le=12, title="Depth", description="How many hidden layers, all fully connected."),
        Control("network"),
    ] = 3
    width: Annotated[
        int,
        Field(ge=4, le=512, title="Width", description="How many units each hidden layer has."),
        Control("network"),
    ] = 100
    activation: Annotated[
        Activation,
        Field(title="Activation", description="The nonlinearity after each hidden layer."),
        Control(
            "network",
            labels={"relu": "ReLU", "leaky_relu": "leaky ReLU", "gelu": "GELU"},
        ),
    ] = "sigmoid"
    optimizer: Annotated[
        Optimizer,
        Field(title="Optimizer", description="How a gradient becomes an update of the parameters."),
        Control(
            "training",
            labels={"sgd": "SGD", "momentum": "SGD + momentum", "rmsprop": "RMSprop", "adam": "Adam"},
        ),
    ] = "sgd"
    batch_size: Annotated[
        int,
        Field(ge=2, le=1024, title="Batch size", description="m, the training images in one mini-batch."),
        Control(
            "training",
            why="Batch Normalization of a single image subtracts the image from itself: its variance is 0",
        ),
    ] = 60
    steps: Annotated[
        int,
        Field(ge=1, le=100_000, title="Steps", description="How many mini-batches to train on."),
        Control("training"),
    ] = 3_000
    initialization: Annotated[
        Initialization,
        Field(title="Initial weights", description="The distribution the first weights are drawn from."),
        Control(
            "network",
            labels={"gaussian": "Gaussian", "xavier": "Xavier", "he": "He", "pytorch": "PyTorch"},
        ),
    ] = "gaussian"
    init_std: Annotated[
        float,
        Field(ge=1e-4, le=10, title="Init σ", description="σ of the Gaussian the first weights come from."),
        Control("network", logarithmic=True),
    ] = 0.05
    input: Annotated[
        InputForm,
        Field(
            title="Input",
            description="Pixels as they are in [0, 1], standardised to mean 0 and variance 1, "
            "or binary as in the paper.",
        ),
        Control("data", labels={"raw": "raw [0, 1]"}),
    ] = "raw"
    seed: Annotated[
        int,
        Field(
            ge=0, le=2**31 - 1, title="Seed", description="Fixes the first weights and the batches' order."
        ),
        Control("data"),
    ] = 1


class Arm(Frozen):
    """One network of an experiment: all in which it may differ from its neighbours."""

    normalization: Annotated[
        Normalization,
        Field(description="What is done to each layer's pre-activations before the nonlinearity."),
        Control("network"),
    ] = "batch"
    learning_rate: LearningRate = 0.1
    init_scale: Annotated[
        float,
        Field(ge=1e-3, le=1e3, title="Init scale", description="A factor on this arm's first weights."),
        Control("network", logarithmic=True),
    ] = 1.0


class Change(Frozen):
    """A change on the way: once `step` updates are made, every arm goes on with another learning rate."""

    step: Annotated[
        int,
        Field(ge=0, le=99_999, title="Step", description="How many updates are made before the change."),
        Control("training"),
    ]
    learning_rate: LearningRate


class Experiment(Shared):
    """A whole plan: what all arms share, the arms, and what changes on the way. Its key identifies it."""

    arms: Annotated[tuple[Arm, ...], Field(min_length=1, max_length=256)] = (
        Arm(normalization="batch"),
        Arm(normalization="none"),
    )
    changes: tuple[Change, ...] = ()

    @field_validator("changes")
    @classmethod
    def _in_order(cls, changes: tuple[Change, ...], info: ValidationInfo) -> tuple[Change, ...]:
        steps = [change.step for change in changes]
        if steps != sorted(set(steps)) or (steps and steps[-1] >= info.data.get("steps", math.inf)):
            raise ValueError("the steps of changes ascend, and all are below the experiment's steps")
        return changes

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
        if not self.changes:
            del document["changes"]
        return json.dumps(document, sort_keys=True, separators=(",", ":"))

    def key(self) -> str:
        """SHA-256 of the canonical JSON, 64 hexadecimal digits; equal for equal experiments."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def arm_names(self) -> tuple[str, ...]:
        """A short, unique name for each arm, telling only in what it differs from the others."""
        names = [self._arm_name(arm) for arm in self.arms]
        return tuple(
            name if names.count(name) == 1 else f"{name} #{names[:i].count(name) + 1}"
            for i, name in enumerate(names)
        )

    def _arm_name(self, arm: Arm) -> str:
        parts = ["BN" if arm.normalization == "batch" else "no BN"]
        if len({other.learning_rate for other in self.arms}) > 1:
            parts.append(f"lr {arm.learning_rate:g}")
        if len({other.init_scale for other in self.arms}) > 1:
            parts.append(f"init ×{arm.init_scale:g}")
        return " ".join(parts)


class Setup(Shared):
    """The experiment as the controls hold it: flat, so that every field is one widget and one URL key."""

    normalization: Annotated[
        Comparison,
        Field(
            title="Batch Normalization",
            description="Train with it, without it, or both side by side from the same weights.",
        ),
        Control("network", labels={"both": "side by side", "batch": "on", "none": "off"}),
    ] = "both"
    learning_rate: LearningRate = 0.1

    def experiment(self) -> Experiment:
        """The experiment these controls ask for: one arm for each normalization compared."""
        chosen = NORMALIZATIONS if self.normalization == "both" else (self.normalization,)
        arms = tuple(Arm(normalization=name, learning_rate=self.learning_rate) for name in chosen)
        shared = self.model_dump(include=set(Shared.model_fields))
        return Experiment(**shared, arms=arms)

    @classmethod
    def of(cls, experiment: Experiment) -> Setup:
        """The controls nearest to an experiment: its shared settings and its first arm's learning rate.

        Controls know no changes on the way: what is told is how the experiment begins.
        """
        kinds = {arm.normalization for arm in experiment.arms}
        shared = experiment.model_dump(include=set(Shared.model_fields))
        return cls(
            **shared,
            normalization="both" if len(kinds) > 1 else kinds.pop(),
            learning_rate=experiment.arms[0].learning_rate,
        )
