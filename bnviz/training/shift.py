"""How far the layers' distributions have moved on the probe set: since step 0, and of late."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import torch
from torch import Tensor

from bnviz.training.distributions import distance

SMALLEST_STD = 1e-3  # keeps the normalised shift of a layer that starts almost constant finite

Layers = list[Tensor]  # each layer's values, ordered along the images: (arms, units, images)


class Shift:
    """Remembers distributions and tells how far others are from them.

    Distances are Wasserstein-1, unit by unit and then averaged: pooling first would hide what cancels.
    """

    remembers: ClassVar[tuple[str, ...]] = ("previous_step", "previous")

    def __init__(self, first: Layers):
        """Take the distributions at step 0."""
        self.first = first
        self.first_std = [values.std(-1, correction=0).clamp_min(SMALLEST_STD) for values in first]
        self.previous_step, self.previous = 0, first

    def columns(self, step: int, now: Layers, *, scheduled: bool) -> dict[str, Tensor]:
        """Shift since step 0, and its rate a step since the last scheduled Snapshot, each (arms, layers).

        Each once in the units' standard deviations at step 0, and once raw.
        """
        before, then = self.previous_step, self.previous
        if scheduled:
            self.previous_step, self.previous = step, now
        shift, shift_raw = self._distances(now, self.first)
        moved, moved_raw = self._distances(now, then)
        steps = max(step - before, 1)
        return {"shift": shift, "shift_raw": shift_raw, "rate": moved / steps, "rate_raw": moved_raw / steps}

    def _distances(self, now: Layers, then: Layers) -> tuple[Tensor, Tensor]:
        raw = [distance(*each) for each in zip(now, then, strict=True)]
        normalised = [values / std for values, std in zip(raw, self.first_std, strict=True)]
        return _means(normalised), _means(raw)


def _means(layers: Iterable[Tensor]) -> Tensor:
    return torch.stack([values.mean(-1) for values in layers], 1)
