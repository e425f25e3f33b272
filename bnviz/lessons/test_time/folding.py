"""Batch Normalization folded into the weights: the numbers of one unit, and what is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bnviz.language import _
from bnviz.lessons.test_time.tex import NEW_LINE, aligned, equation, operand, tex
from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON, Statistics
from bnviz.maths.network import Hidden, Network


class Cost(NamedTuple):
    """What a network keeps, and what it does for one image.

    Attributes:
        numbers: parameters and fixed statistics.
        operations: additions, subtractions and multiplications, nonlinearities apart.
    """

    numbers: int
    operations: int


def cost(network: Network) -> Cost:
    """What a network costs at test time.

    A weight is a multiplication and an addition. Batch Normalization keeps γ, β, E[x] and 1/√(Var[x] + ε) for
    each unit and takes four operations, − E, · 1/√, · γ and + β; a bias is one number and one operation.
    """
    weights = sum(layer.weight.size for layer in network.hidden) + network.weight.size
    shifts = len(network.bias) + sum(
        len(layer.shift) * (1 if layer.gamma is None else 4) for layer in network.hidden
    )
    return Cost(weights + shifts, 2 * weights + shifts)


def factor(layer: Hidden, unit: int, variance: Array) -> Array:
    """What the weights of a unit, from 1, are multiplied with under each of some variances: γ/√(Var + ε)."""
    factors: Array = _gamma(layer)[unit - 1] / np.sqrt(variance + EPSILON)
    return factors


def heaviest_input(layer: Hidden, unit: int) -> int:
    """The place of the largest weight of a unit, by size; both count from 1."""
    return int(np.abs(layer.weight[unit - 1]).argmax()) + 1


def folding_tex(layer: Hidden, folded: Hidden, statistics: Statistics, unit: int) -> str:
    """How the heaviest weight and the bias of one unit, from 1, are folded."""
    place, heaviest = unit - 1, heaviest_input(layer, unit)
    gamma, beta = float(_gamma(layer)[place]), float(layer.shift[place])
    mean, variance = (float(values[place]) for values in statistics)
    a = float(factor(layer, unit, statistics.variance[place]))
    weight, new = (float(each.weight[place, heaviest - 1]) for each in (layer, folded))
    name, root = f"w_{{{heaviest}}}", rf"\sqrt{{{tex(variance)} + {tex(EPSILON)}}}"
    return aligned(
        equation("a", r"\gamma / \sqrt{\mathrm{Var}[x] + \epsilon}", rf"{tex(gamma)} / {root}", tex(a)),
        equation(f"w'_{{{heaviest}}}", f"a {name}", f"{operand(a)} \\cdot {operand(weight)} = {tex(new)}"),
        equation(
            "b'",
            r"\beta - a E[x]",
            rf"{tex(beta)} - {operand(a)} \cdot {operand(mean)} = {tex(float(folded.shift[place]))}",
        ),
    )


def one_digit_tex(layer: Hidden, folded: Hidden, statistics: Statistics, unit: int, inputs: Array) -> str:
    """The same unit's input to the nonlinearity for one image, before folding and after.

    Args:
        layer: the layer.
        folded: the same, folded.
        statistics: the fixed ones.
        unit: from 1.
        inputs: the layer's inputs, (inputs,).
    """
    place = unit - 1
    before, after = (float(each.weight[place] @ inputs) for each in (layer, folded))
    mean, beta = float(statistics.mean[place]), float(layer.shift[place])
    bias, a = float(folded.shift[place]), float(factor(layer, unit, statistics.variance[place]))
    normalised = (
        rf"{operand(a)} \cdot ({tex(before)} - {operand(mean)}){NEW_LINE}&\quad {{}} + {operand(beta)}"
    )
    return aligned(
        equation(r"\text{BN: } y", r"a (Wu - E[x]) + \beta", normalised, tex(a * (before - mean) + beta)),
        equation(_(r"\text{folded: } y"), "W'u + b'", f"{tex(after)} + {operand(bias)}", tex(after + bias)),
    )


def largest_difference(
    network: Network, other: Network, inputs: Array, statistics: Sequence[Statistics]
) -> float:
    """The largest difference between two networks' logits, over all images and classes.

    Args:
        network: normalises with `statistics`.
        other: has no Batch Normalization.
        inputs: (m, inputs).
        statistics: fixed ones, for each hidden layer.
    """
    apart = network.forward(inputs, statistics).logits - other.forward(inputs).logits
    return float(np.abs(apart).max())


def _gamma(layer: Hidden) -> Array:
    if layer.gamma is None:
        raise ValueError("The layer has no Batch Normalization to fold.")
    return layer.gamma
