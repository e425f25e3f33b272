"""One example in two mini-batches that share most of their examples: what becomes of it in each.

The example is that of seed 003: B₁ = {x₁ … x₆, x₇, x₈} and B₂ = {x₁ … x₆, x₉, x₁₀}.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import special

from bnviz.data.dataset import Labels
from bnviz.lessons.test_time.tex import aligned, equation, operand, tex, total
from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON, Forward, forward
from bnviz.maths.network import Network, Pass
from bnviz.runs.checkpoints import Kept

SHARED = 6  # examples that are in both mini-batches
COMPANIONS = 2  # that are not
DOUBTFUL = 12  # images that are tried: enough, and found within half a second


def normalised(values: Sequence[float], gamma: float, beta: float) -> Forward:
    """Algorithm 1 for one unit: its m values in a mini-batch; x̂ and y have the shape (m,)."""
    result = forward(np.array(values, dtype=float)[:, None], np.array([gamma]), np.array([beta]))
    return Forward(*(np.squeeze(part, axis=-1) for part in result))


def working(batch: int, values: Sequence[float], gamma: float, beta: float) -> str:
    """How x₁ is normalised in a mini-batch, written out in LaTeX: μ, σ², x̂₁ and y₁.

    Args:
        batch: the mini-batch's number, for the indices.
        values: its values, x₁ first.
        gamma: γ of the unit.
        beta: β of the unit.
    """
    result, m, first = normalised(values, gamma, beta), len(values), float(values[0])
    mean, variance = float(result.mean), float(result.variance)
    x_hat, y = float(result.normalised[0]), float(result.output[0])
    squares = [(value - mean) ** 2 for value in values]
    root = rf"\sqrt{{{tex(variance)} + {tex(EPSILON)}}}"
    return aligned(
        equation(rf"\mu_{batch}", rf"\tfrac1{m}({total(values)})", tex(mean)),
        equation(rf"\sigma_{batch}^2", rf"\tfrac1{m}({total(squares)})", tex(variance)),
        equation(r"\hat x_1", rf"\frac{{{tex(first)} - {operand(mean)}}}{{{root}}} = {tex(x_hat)}"),
        equation("y_1", rf"{tex(gamma)} \cdot {operand(x_hat)} + {operand(beta)} = {tex(y)}"),
    )


class Answers(NamedTuple):
    """What a network says of one image in a mini-batch.

    Attributes:
        before: Wu of one unit.
        after: the same after Batch Normalization, γ x̂ + β; without it the same as `before`.
        probabilities: of the classes, shape (classes,).
    """

    before: float
    after: float
    probabilities: Array


def answers(result: Pass, layer: int, unit: int) -> Answers:
    """What a forward pass found for its first image; layer and unit count from 1."""
    before, after = (values[layer - 1][0, unit - 1] for values in (result.before, result.after))
    return Answers(float(before), float(after), special.softmax(result.logits[0]))


def draw_companions(count: int, first: int, draw: int) -> list[int]:
    """Places of the images of two mini-batches: SHARED, which stay, and 2 · COMPANIONS of this draw.

    Args:
        count: how many images there are.
        first: the place of x₁.
        draw: the number of the draw; another number gives other companions.
    """
    others = [place for place in _shuffled(count, 0) if place != first][: SHARED - 1]
    left = [place for place in _shuffled(count, draw) if place != first and place not in others]
    return [first, *others, *left[: 2 * COMPANIONS]]


def two_mini_batches(places: Sequence[int]) -> tuple[list[int], list[int]]:
    """B₁ and B₂, of the places that `draw_companions` gave."""
    shared, rest = list(places[:SHARED]), list(places[SHARED:])
    return shared + rest[:COMPANIONS], shared + rest[COMPANIONS:]


def classes_in_company(network: Network, inputs: Array, first: int, draws: int) -> list[int]:
    """The class that one image is given in many mini-batches, which differ in their last two images."""
    batches = [two_mini_batches(draw_companions(len(inputs), first, 1 + draw))[0] for draw in range(draws)]
    return [int(network.forward(inputs[batch]).logits[0].argmax()) for batch in batches]


def most_swayed(kept: Kept, inputs: Array, labels: Labels, draws: int) -> int:
    """The place of an image that fixed statistics get right, and that its companions sway most.

    Of the doubtful images it is the one whose most frequent answer in company is the least frequent.

    Args:
        kept: the network, and its running statistics.
        inputs: the images, (n, inputs).
        labels: what they show, (n,).
        draws: mini-batches that each image is tried in.
    """
    probabilities = special.softmax(kept.network.forward(inputs, kept.running).logits, axis=1)
    right = np.flatnonzero(probabilities.argmax(axis=1) == labels)
    doubtful = right[probabilities[right].max(axis=1).argsort()][:DOUBTFUL]
    company = {int(place): classes_in_company(kept.network, inputs, place, draws) for place in doubtful}
    return min(company, key=lambda place: np.bincount(company[place]).max())


def _shuffled(count: int, seed: int) -> list[int]:
    places: list[int] = np.random.default_rng(seed).permutation(count).tolist()
    return places
