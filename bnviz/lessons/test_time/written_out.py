"""The cures' formulas with the numbers of one unit, in LaTeX."""

from __future__ import annotations

import numpy as np

from bnviz.language import _
from bnviz.lessons.test_time.tex import NEW_LINE, aligned, equation, operand, tex, total
from bnviz.maths import Array
from bnviz.maths.batch_norm import Statistics, population, precise, update_running

MOST_SUMMANDS = 8  # written one by one


def algorithm_2_tex(means: Array, variances: Array, size: int) -> str:
    """Algorithm 2 of one unit, from μ_B and σ²_B of K mini-batches of `size` examples, both (K,)."""
    share, result = rf"\tfrac1{{{len(means)}}}", population(means, variances, size)
    unbiased = rf"\tfrac{{{size}}}{{{size - 1}}} \cdot"
    return aligned(
        equation("E[x]", f"{share}({_summands(means)})", tex(float(result.mean))),
        equation(
            r"\mathrm{Var}[x]",
            rf"{unbiased} {share}({_summands(variances)})",
            f"{unbiased} {tex(float(variances.mean()))} = {tex(float(result.variance))}",
        ),
    )


def precise_tex(means: Array, variances: Array) -> str:
    """PreciseBN of one unit, from μ_B and σ²_B of K mini-batches, both (K,)."""
    within, between = float(variances.mean()), float(np.var(means))
    return aligned(
        equation(
            r"\sigma^2",
            r"E_B[\mu_B^2 + \sigma_B^2] - E_B[\mu_B]^2",
            r"E_B[\sigma_B^2] + \mathrm{Var}_B[\mu_B]",
            f"{tex(within)} + {tex(between)} = {tex(float(precise(means, variances).variance))}",
        )
    )


def running_tex(before: Statistics, batch: Statistics, size: int, weight: float) -> str:
    """One step of the exponentially weighted average of one unit.

    Args:
        before: the running mean and variance before the step, each of shape ().
        batch: μ_B and σ²_B of the step's mini-batch.
        size: m.
        weight: of the newest mini-batch, PyTorch's momentum.
    """
    after = update_running(before, batch.mean, batch.variance, size, weight)
    unbiased = float(batch.variance) * size / (size - 1)
    return aligned(
        _moved(_("mean"), float(before.mean), float(batch.mean), float(after.mean), weight),
        _moved(_("variance"), float(before.variance), unbiased, float(after.variance), weight),
    )


def _moved(name: str, old: float, batch: float, new: float, weight: float) -> str:
    parts = f"{tex(1 - weight)} \\cdot {operand(old)} + {tex(weight)} \\cdot {operand(batch)}"
    return rf"\text{{{name}}} &\leftarrow {parts}{NEW_LINE}&= {tex(new)}"


def _summands(values: Array) -> str:
    if len(values) <= MOST_SUMMANDS:
        return total(values.tolist())
    first = total(values[:2].tolist())
    return rf"{first}{NEW_LINE}&\quad {{}} + \ldots + {operand(float(values[-1]))}"
