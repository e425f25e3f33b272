"""The gradient by its definition, to hold against every formula that claims to be one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bnviz.maths import Array


def central_difference(function: Callable[[Array], float], at: Array, step: float) -> Array:
    """(f(x + h eᵢ) − f(x − h eᵢ)) / 2h for each element i of x, shape (n,).

    Args:
        function: f, of an array of shape (n,).
        at: x.
        step: h, above 0.
    """
    nudges = step * np.eye(len(at))
    return np.array([(function(at + nudge) - function(at - nudge)) / (2 * step) for nudge in nudges])
