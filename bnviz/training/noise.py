"""Noise at the nonlinearities' inputs in training, as Santurkar et al. (2018) put behind Batch Normalization.

It makes every unit's distribution jump from step to step, whatever normalization has done before.
"""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor


class Noise:
    """y becomes s y + m, in all arms of one layer by the same draw, each with its own strength n.

    Every step draws for unit j  μ_j ~ U(−n/2, n/2)  and  σ_j ~ U(1, 1 + n/4),  and for image i of it
    m_ij ~ U(μ_j − n/10, μ_j + n/10)  and  s_ij ~ N(σ_j, (n/10)²).  An arm with n = 0 keeps its values.
    """

    remembers: ClassVar[tuple[str, ...]] = ("generator",)

    def __init__(self, strengths: Tensor, shape: tuple[int, int], generator: torch.Generator):
        """Take n of each arm (arms, 1, 1), and the shape (units, m) of an arm's values."""
        self.strengths, self.shape, self.generator = strengths, shape, generator
        self.factor, self.shift = (strengths.new_empty(len(strengths), *shape) for _ in range(2))

    def draw(self) -> None:
        """Draw the noise of the coming step: s and m, each (arms, units, m)."""
        units, _ = self.shape
        mean, deviation = self._uniform(units, 1) - 0.5, self._uniform(units, 1) / 4
        self.drawn = (
            deviation + self._normal(*self.shape) / 10,
            mean + (2 * self._uniform(*self.shape) - 1) / 10,
        )
        stretch, shift = self.drawn
        torch.mul(self.strengths, stretch, out=self.factor).add_(1)
        torch.mul(self.strengths, shift, out=self.shift)

    def _uniform(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self.generator, device=self.generator.device)

    def _normal(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self.generator, device=self.generator.device)

    def forward(self, values: Tensor) -> None:
        """Add the noise to values (arms, units, m), in place."""
        torch.addcmul(self.shift, values, self.factor, out=values)

    def backward(self, grad: Tensor) -> None:
        """Turn `grad`, in place, from dl/d(s y + m) into dl/dy."""
        grad.mul_(self.factor)
