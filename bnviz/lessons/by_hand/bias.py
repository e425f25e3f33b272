"""A bias in front of Batch Normalization: added to every value of a unit, and gone with the mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.maths import Array
from bnviz.maths.batch_norm import backward


class Shifted(NamedTuple):
    """What a bias does.

    Attributes:
        before: Algorithm 1 on the values alone.
        after: Algorithm 1 on the values with the bias added.
        difference: the largest difference of their x̂.
        to_bias: ∂ℓ/∂b = Σᵢ ∂ℓ/∂xᵢ.
        to_beta: ∂ℓ/∂β = Σᵢ ∂ℓ/∂yᵢ, which would be the bias's gradient without Batch Normalization.
        size: the largest |∂ℓ/∂xᵢ|, which tells how small a number is rounding.
    """

    before: Worked
    after: Worked
    difference: float
    to_bias: float
    to_beta: float
    size: float


def shifted(x: Array, bias: float, gradient: Array) -> Shifted:
    """Add a bias to values x, given ∂ℓ/∂y, both of shape (m,)."""
    before, after = Worked(x), Worked(x + bias)
    to_x = backward(gradient[:, None], np.ones(1), after.results)
    difference = np.abs(before.normalised - after.normalised).max()
    return Shifted(
        before, after, float(difference), float(to_x.sum()), float(gradient.sum()), float(np.abs(to_x).max())
    )
