"""Dropout (Srivastava et al. 2014) behind the nonlinearities in training."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor


class Dropout:
    """Leaves each value of a layer out with its arm's probability p, and makes the others 1/(1 − p) as large.

    All arms compare the same uniform numbers with their own p: an arm with more dropout leaves out all that
    one with less does. An arm with p = 0 keeps its values.
    """

    remembers: ClassVar[tuple[str, ...]] = ("generator",)

    def __init__(self, rates: Tensor, shape: tuple[int, int], generator: torch.Generator):
        """Take p of each arm (arms, 1, 1), and the shape (units, m) of an arm's values."""
        self.rates, self.shape, self.generator = rates, shape, generator
        self.factor, self.output = (rates.new_empty(len(rates), *shape) for _ in range(2))

    def draw(self) -> None:
        """Draw what the coming step leaves out: a factor 0 or 1/(1 − p) for each value, (arms, units, m)."""
        self.drawn = torch.rand(self.shape, generator=self.generator, device=self.generator.device)
        torch.div(self.drawn >= self.rates, 1 - self.rates, out=self.factor)

    def forward(self, values: Tensor) -> Tensor:
        """What is left of values (arms, units, m), at a place of its own: their gradient still needs them."""
        return torch.mul(values, self.factor, out=self.output)

    def backward(self, grad: Tensor) -> None:
        """Turn `grad`, in place, from dl/d(what is left) into dl/d(values)."""
        grad.mul_(self.factor)
