"""How far the layers' distributions have moved on the probe set: since step 0, and of late."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from bnviz.training.distributions import distance

SMALLEST_STD = 1e-3  # keeps the normalised shift of a layer that starts almost constant finite


class Shift:
    """Remembers distributions and tells how far others are from them.

    Distances are Wasserstein-1, unit by unit and then averaged: pooling first would hide what cancels.
    """

    remembers: ClassVar[tuple[str, ...]] = ("latest_step", "latest")

    def __init__(self, first: Tensor):
        """Take the distributions at step 0: ordered values (arms, layers, units, images)."""
        self.first = first
        self.first_std = first.std(-1, correction=0).clamp_min(SMALLEST_STD)
        self.latest_step, self.latest = 0, first.clone()
        self.steps = torch.ones((), dtype=first.dtype, device=first.device)  # since then

    def come_to(self, step: int) -> None:
        """Measure from now on at step `step`."""
        self.steps.fill_(max(step - self.latest_step, 1))

    def columns(self, now: Tensor) -> dict[str, Tensor]:
        """Shift since step 0, and its rate a step since the last scheduled Snapshot, each (arms, layers).

        Each once in the units' standard deviations at step 0, and once raw.
        """
        shift, shift_raw = self._distances(now, self.first)
        rate, rate_raw = (moved / self.steps for moved in self._distances(now, self.latest))
        return {"shift": shift, "shift_raw": shift_raw, "rate": rate, "rate_raw": rate_raw}

    def keep(self, step: int, now: Tensor) -> None:
        """Take these for the last scheduled Snapshot's."""
        self.latest_step = step
        self.latest.copy_(now)

    def _distances(self, now: Tensor, then: Tensor) -> tuple[Tensor, Tensor]:
        raw = distance(now, then)
        return (raw / self.first_std).mean(-1), raw.mean(-1)
