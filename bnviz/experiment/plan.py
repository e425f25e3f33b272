"""The plan of one training: its arms, what they share, and what happens on the way."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from bnviz.experiment.look import Look
from bnviz.experiment.settings import Control, Frozen, LearningRate, Normalization, Shared


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


MOST_CHECKPOINTS = 16
"""Each holds all parameters of all arms."""

Checkpoint = Annotated[int, Field(ge=0, le=100_000)]


class Experiment(Shared):
    """A whole plan: what all arms share, the arms, and what changes on the way. Its key identifies it.

    With `checkpoints`, a run keeps every arm's parameters at these steps, and the mini-batch statistics of
    every step; the training itself is the same.
    """

    arms: Annotated[tuple[Arm, ...], Field(min_length=1, max_length=256)] = (
        Arm(normalization="batch"),
        Arm(normalization="none"),
    )
    changes: tuple[Change, ...] = ()
    look: Look = Look()
    checkpoints: Annotated[tuple[Checkpoint, ...], Field(max_length=MOST_CHECKPOINTS)] = ()

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
        for name in ("changes", "look", "checkpoints"):
            if getattr(self, name) == Experiment.model_fields[name].default:
                del document[name]  # so that it is the experiment it was before there was such a thing
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
