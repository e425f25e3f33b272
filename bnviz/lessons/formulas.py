"""The paper's formulas as LaTeX, with the numbers of one unit of a running network in them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bnviz.maths.batch_norm import EPSILON


@dataclass(frozen=True)
class UnitBatch:
    """One unit at one training step: what Algorithm 1 was given and what it used.

    Attributes:
        mean: μ_B of the mini-batch.
        variance: σ²_B of the mini-batch.
        gamma: γ at that step.
        beta: β at that step.
        example: x₁, the unit's value for the first image of the mini-batch.
    """

    mean: float
    variance: float
    gamma: float
    beta: float
    example: float

    @property
    def normalised(self) -> float:
        """x̂₁."""
        return (self.example - self.mean) / math.sqrt(self.variance + EPSILON)

    @property
    def output(self) -> float:
        """y₁."""
        return self.gamma * self.normalised + self.beta


@dataclass(frozen=True)
class Formula:
    """A line of an algorithm: what it is called, as it is written, and with numbers or … without."""

    name: str
    latex: str
    numbers: str


def algorithm_1(unit: UnitBatch | None) -> tuple[Formula, ...]:
    """Batch Normalization of a mini-batch in training (paper, Algorithm 1); numbers if there are some."""
    lines = (
        ("mini-batch mean", r"\mu_B = \frac1m\sum_{i=1}^m x_i"),
        ("mini-batch variance", r"\sigma_B^2 = \frac1m\sum_{i=1}^m (x_i-\mu_B)^2"),
        ("normalise", r"\hat x_i = \frac{x_i-\mu_B}{\sqrt{\sigma_B^2+\epsilon}}"),
        ("scale and shift", r"y_i = \gamma\,\hat x_i + \beta"),
    )
    numbers = _numbers(unit) if unit else ("…", "…", r"\frac{…}{…}", "…")  # as tall as the numbers to come
    return tuple(Formula(*line, text) for line, text in zip(lines, numbers, strict=True))


def _numbers(unit: UnitBatch) -> tuple[str, ...]:
    mean, variance, gamma, beta, example, normalised, output = map(
        number,
        (unit.mean, unit.variance, unit.gamma, unit.beta, unit.example, unit.normalised, unit.output),
    )
    return (
        rf"\mu_B \approx {mean}",
        rf"\sigma_B^2 \approx {variance}",
        rf"\hat x_1 = \frac{{{example}-{bracketed(mean)}}}"
        rf"{{\sqrt{{{variance}+10^{{-5}}}}}} \approx {normalised}",
        rf"y_1 = {gamma}\cdot{bracketed(normalised)}+{bracketed(beta)} \approx {output}",
    )


def number(value: float) -> str:
    """A number as LaTeX, to three significant digits."""
    if not math.isfinite(value):
        return r"\text{not a number}"
    digits, exponent = f"{value:.2e}".split("e")
    if value != 0 and not -3 <= int(exponent) < 3:
        return rf"{digits}\cdot10^{{{int(exponent)}}}"
    return f"{value:#.3g}".rstrip(".")


def bracketed(text: str) -> str:
    """A number in brackets if it has a sign of its own."""
    return f"({text})" if text.startswith("-") else text
