"""The gradient by its definition, to hold against every formula that claims to be one."""

from collections.abc import Callable

import numpy as np

from bnviz.maths import Array


def numerical_gradient(function: Callable[[Array], float], at: Array, step: float = 1e-6) -> Array:
    """The central difference of `function` in every element of `at`."""
    gradient = np.empty_like(at)
    for index in np.ndindex(at.shape):
        nudge = np.zeros_like(at)
        nudge[index] = step
        gradient[index] = (function(at + nudge) - function(at - nudge)) / (2 * step)
    return gradient
