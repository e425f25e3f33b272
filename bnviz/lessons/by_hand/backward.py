"""The backward pass of a few numbers: the paper's long chain, the compact form, and the slope itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bnviz.language import _
from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.lessons.by_hand.numbers import neat, without_noise
from bnviz.lessons.formulas import UnitBatch
from bnviz.maths import Array
from bnviz.maths.batch_norm import Backward, backward, backward_chain
from bnviz.maths.slope import central_difference

_NUDGE = 1e-4  # of a standard deviation: the curve's bend and the computer's rounding both stay out of sight


@dataclass(frozen=True)
class WorkedBack:
    """What comes back to a mini-batch.

    Attributes:
        there: the forward pass, with the usual ε.
        gradient: g = ∂ℓ/∂y, shape (m,).
    """

    there: Worked
    gradient: Array

    @cached_property
    def chain(self) -> Backward:
        """All gradients of the paper's chain; ∂ℓ/∂x̂ and ∂ℓ/∂x of shape (m, 1), the others (1,)."""
        there, gamma = self.there, np.array([self.there.gamma])
        return backward_chain(self.gradient[:, None], there.x[:, None], gamma, there.results, there.epsilon)

    @cached_property
    def paths(self) -> tuple[Array, Array, Array]:
        """The three terms of ∂ℓ/∂xᵢ: by way of x̂ᵢ, of σ²_B and of μ_B, each of shape (m,)."""
        m, chain = len(self.gradient), self.chain
        return (
            chain.normalised[:, 0] / self.deviation,
            chain.variance[0] * 2 * self.there.centred / m,
            np.full(m, chain.mean[0] / m),
        )

    @property
    def deviation(self) -> float:
        """√(σ²_B + ε)."""
        return float(np.sqrt(self.there.variance + self.there.epsilon))

    @property
    def to_x(self) -> Array:
        """∂ℓ/∂x by the long chain, shape (m,)."""
        return self.chain.input[:, 0]

    @cached_property
    def compact(self) -> Array:
        """∂ℓ/∂x by the chain in one line, shape (m,)."""
        there = self.there
        found = backward(self.gradient[:, None], np.array([there.gamma]), there.results, there.epsilon)
        return found[:, 0]

    @cached_property
    def slope(self) -> Array:
        """∂ℓ/∂x measured: how much ℓ = Σ gᵢ yᵢ changes when one x is nudged to both sides, shape (m,)."""
        return central_difference(self._loss, self.there.x - self.there.x[0], _NUDGE * self.deviation)

    @property
    def size(self) -> float:
        """The largest term by way of x̂: what a difference or a sum is to be compared with."""
        return float(np.abs(self.paths[0]).max())

    def difference(self, other: Array) -> float:
        """The largest difference of the long chain from another ∂ℓ/∂x, as a share of `size`."""
        return float(np.abs(self.to_x - other).max()) / self.size if self.size else 0.0

    def terms(self) -> list[list[str]]:
        """A row for each example: i, g, the three terms and their sum; and the sums below them."""
        columns = [self.gradient, *self.paths, self.to_x]
        rows = [[str(i), *self._cells(row)] for i, row in enumerate(zip(*columns, strict=True), start=1)]
        return [*rows, [_("sum"), *self._cells(tuple(column.sum() for column in columns))]]

    def comparison(self) -> list[list[str]]:
        """A row for each example: i, and ∂ℓ/∂xᵢ by the long chain, the compact form and the slope."""
        columns = (self.to_x, self.compact, self.slope)
        return [[str(i), *self._cells(row)] for i, row in enumerate(zip(*columns, strict=True), start=1)]

    def values(self, example: int) -> dict[str, float]:
        """What the symbols of the formulas are worth, for an example counted from 1."""
        there = self.there
        x, gradient = tuple(map(float, there.x)), tuple(map(float, self.gradient))
        unit = UnitBatch(x, gradient, there.gamma, there.beta, running_mean=0.0, running_variance=1.0)
        return unit.values(example)

    def _cells(self, values: tuple[float, ...]) -> list[str]:
        first, *others = values
        return [neat(first), *(neat(without_noise(value, 10 * self.size)) for value in others)]

    def _loss(self, x: Array) -> float:
        there = self.there
        moved = Worked(x, there.gamma, there.beta, there.epsilon)
        return float(self.gradient @ moved.output)
