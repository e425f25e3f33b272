r"""Algorithm 1 on a mini-batch of a few numbers, with its arithmetic written out in LaTeX.

A result is written with four significant digits; "=" stands before it if these are all of it, else "\approx".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from bnviz.language import _
from bnviz.lessons.by_hand.numbers import beside, equals, given, in_brackets, latex, neat, without_noise
from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON, Forward, forward

_TERMS_IN_A_LINE = 6
_ROUNDING = 1e3  # times that of one number: y comes from x in several steps
_NEARLY = 0.01  # of σ_B
_SQUARES_WIDTH = 26  # characters of LaTeX in a line: a phone has room for them


@dataclass(frozen=True)
class Worked:
    """A mini-batch of one unit, and what Algorithm 1 makes of it.

    Attributes:
        x: the values, shape (m,), m ≥ 2.
        gamma: the scale γ.
        beta: the shift β.
        epsilon: the small constant ε; 0 is allowed, so that one can see what it is for.
    """

    x: Array
    gamma: float = 1.0
    beta: float = 0.0
    epsilon: float = EPSILON

    @cached_property
    def results(self) -> Forward:
        """All that the algorithm computes: μ_B and σ²_B of shape (1,), x̂ and y of shape (m, 1)."""
        # Counted from the first value, for the mean of equal values can be off by the rounding of its sum,
        # and what is then divided by √σ² would be made of that alone.
        first, gamma, beta = self.x[0], np.array([self.gamma]), np.array([self.beta])
        with np.errstate(all="ignore"):  # without ε, equal values are 0/0
            found = forward((self.x - first)[:, None], gamma, beta, self.epsilon)
        return found._replace(mean=found.mean + first)

    @property
    def mean(self) -> float:
        """μ_B."""
        return float(self.results.mean[0])

    @property
    def variance(self) -> float:
        """σ²_B."""
        return float(self.results.variance[0])

    @property
    def centred(self) -> Array:
        """The distances x − μ_B, shape (m,)."""
        return self.x - self.mean

    @property
    def normalised(self) -> Array:
        """x̂, shape (m,)."""
        return self.results.normalised[:, 0]

    @property
    def output(self) -> Array:
        """y, shape (m,)."""
        return self.results.output[:, 0]

    @property
    def missed(self) -> float:
        """The largest |y − x|, and 0 if it is no more than rounding."""
        return without_noise(
            float(np.abs(self.output - self.x).max()), _ROUNDING * float(np.abs(self.x).max())
        )

    def identity(self) -> Literal["identity", "nearly", "missed"]:
        """Whether y is x again, but for less than a hundredth of σ_B, or is not."""
        if self.missed == 0:
            return "identity"
        return "nearly" if self.missed < _NEARLY * np.sqrt(self.variance) else "missed"

    def mean_line(self) -> str:
        """μ_B = 1/m (x₁ + x₂ + …)."""
        first, *others = (latex(given(x)) for x in self.x)
        return _sum_line(r"\mu_B", [first, *map(in_brackets, others)], self.mean, _TERMS_IN_A_LINE)

    def variance_line(self) -> str:
        """σ²_B = 1/m ((x₁ − μ_B)² + …)."""
        squares = [f"({self._difference(x)})^2" for x in self.x]
        in_a_line = max(1, _SQUARES_WIDTH // max(map(len, squares)))
        return _sum_line(r"\sigma_B^2", squares, self.variance, in_a_line)

    def normalised_line(self, example: int) -> str:
        """x̂ᵢ = (xᵢ − μ_B)/√(σ²_B + ε), of an example counted from 1."""
        deviation = rf"\sqrt{{{_number(self.variance)} + {latex(given(self.epsilon))}}}"
        fraction = rf"\frac{{{self._difference(self.x[example - 1])}}}{{{deviation}}}"
        return rf"\hat{{x}}_{{{example}}} = {fraction} {_result(self.normalised[example - 1])}"

    def output_line(self, example: int) -> str:
        """yᵢ = γ x̂ᵢ + β, of an example counted from 1."""
        normalised = in_brackets(_number(self.normalised[example - 1]))
        product = rf"{_number(self.gamma)} \cdot {normalised} + {in_brackets(_number(self.beta))}"
        return rf"y_{{{example}}} = {product} {_result(self.output[example - 1])}"

    def table(self) -> list[list[str]]:
        """A row for each example: i, x, x − μ_B, its square, x̂ and y; and the means below them."""
        columns = [self.x, self.centred, self.centred**2, self.normalised, self.output]
        rows = [
            [str(i), given(values[0]), *map(neat, values[1:])]
            for i, values in enumerate(zip(*columns, strict=True), start=1)
        ]
        return [*rows, [_("mean"), *map(_mean, columns)]]

    def _difference(self, x: float) -> str:
        mean = latex(beside(self.mean, float(np.sqrt(self.variance))))
        return f"{latex(given(x))} - {in_brackets(mean)}"


def _mean(values: Array) -> str:
    return neat(without_noise(float(values.mean()), float(np.abs(values).max())))


def _number(value: float) -> str:
    return latex(neat(value))


def _result(value: float) -> str:
    return f"{equals(value)} {_number(value)}"


def _sum_line(name: str, terms: list[str], result: float, in_a_line: int) -> str:
    """A mean written out, in as many lines as its terms need."""
    lines = [" + ".join(terms[start : start + in_a_line]) for start in range(0, len(terms), in_a_line)]
    total = r" \\ &\quad + ".join(lines)
    sum_ = rf"{name} &= \tfrac{{1}}{{{len(terms)}}}\big({total}\big)"
    return rf"\begin{{aligned}} {sum_} \\ &{_result(result)} \end{{aligned}}"
