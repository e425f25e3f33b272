"""The kinds of normalization that a layer's arms have: each treats one block of neighbouring arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import ClassVar, Protocol

from torch import Tensor

from bnviz.experiment import Arm
from bnviz.training.batch_norm import BatchNorm
from bnviz.training.ghost_batch_norm import GhostBatchNorm
from bnviz.training.layer_norm import LayerNorm
from bnviz.training.parameters import LayerParameters

EACH_IMAGE: Mapping[str, type[LayerNorm]] = MappingProxyType({"layer": LayerNorm})
"""What normalises each image by itself, by its name in an experiment."""
ORDER = ("batch", *EACH_IMAGE, "none")


class Normalization(Protocol):
    """What makes of its arms' values x those with each unit's γ and β, and learns these."""

    remembers: ClassVar[tuple[str, ...]]

    def look(self, values: Tensor) -> Tensor:
        """See its own arms in a layer's values (arms, units, m), in the shape that it works on."""

    def forward(self, x: Tensor, out: Tensor) -> None:
        """Normalise a mini-batch as in training."""

    def infer(self, x: Tensor, out: Tensor, *, own_statistics: bool) -> None:
        """Normalise as at test time, changing nothing."""

    def backward(self, grad: Tensor, x: Tensor) -> None:
        """Write dl/dγ and dl/dβ, and turn `grad`, in place, from dl/d(out) into dl/dx."""


def kind(arm: Arm) -> tuple[int, int]:
    """What a stack sorts its arms by: whole mini-batches, ghosts by size, each image, none."""
    return ORDER.index(arm.normalization), arm.ghost_batch if arm.normalization == "batch" else 0


def has_whole_batches(arm: Arm) -> bool:
    """Whether the arm's Batch Normalization takes its statistics from whole mini-batches."""
    return kind(arm) == (0, 0)


def normalizations(
    arms: Sequence[Arm], parameters: LayerParameters, gradients: LayerParameters, positions: int = 1
) -> list[Normalization]:
    """One for each kind that there is among arms in the order of `kind`.

    A unit has `positions` values of each image, the images of one position side by side.
    """
    made: list[Normalization] = []
    for (number, ghost), places in groupby(range(len(arms)), lambda place: kind(arms[place])):
        first, *others = places
        block = slice(first, first + 1 + len(others))
        if each_image := EACH_IMAGE.get(ORDER[number]):
            made.append(each_image(parameters, gradients, block, positions))
        elif ghost:
            made.append(GhostBatchNorm(parameters, gradients, block, ghost, positions))
        elif ORDER[number] == "batch":
            made.append(BatchNorm(parameters, gradients, block))
    return made
