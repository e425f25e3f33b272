"""Where the values of a unit lie on its nonlinearity, and how much of its bend they meet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from bnviz.language import N_
from bnviz.maths import Array
from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.straightness import explained_by_a_line, is_nearly_straight

NAMES: Mapping[str, str] = MappingProxyType({"sigmoid": N_("sigmoid"), "tanh": "tanh", "relu": "ReLU"})
"""The nonlinearities to choose from, and what they are called."""

_HEIGHTS = {"sigmoid": 1.0, "tanh": 2.0}
_COUNT, _SEED = 1_000, 1


class Use(NamedTuple):
    """How values use a nonlinearity.

    Attributes:
        share: how many of them are in its nearly straight middle; of ReLU: how many it turns off. 0 to 1.
        line: how much of the outputs' variance one straight line explains, 0 to 1; None where that tells
            nothing: for outputs that are all equal, or fewer than three different values.
    """

    share: float
    line: float | None


def use(name: str, values: Array) -> Use:
    """How values of shape (n,) use the nonlinearity of a name."""
    activation = ACTIVATIONS[name]
    there = values <= 0 if name == "relu" else is_nearly_straight(activation, values, _HEIGHTS[name])
    outputs = activation.function(values)
    tells = np.ptp(outputs) > 0 and len(np.unique(values)) > 2
    return Use(float(there.mean()), explained_by_a_line(values, outputs) if tells else None)


def is_short_piece(name: str, values: Array) -> bool:
    """Whether most values lie outside the middle of the sigmoid or tanh, but on a piece of curve as short.

    Their middle 95 %, four standard deviations if they are normal, are what is measured.
    """
    return use(name, values).share < 0.5 and 4 * float(values.std()) <= 2 * middle(name)


def middle(name: str) -> float:
    """How far the nearly straight middle of the sigmoid or tanh reaches to each side, to two decimals."""
    places = np.arange(0, 4, 0.01)
    straight = is_nearly_straight(ACTIVATIONS[name], places, _HEIGHTS[name])
    return float(places[straight].max())


def normal_values() -> Array:
    """A thousand values of a normal distribution, the same ones each time: mean 0 and variance 1 exactly."""
    values = np.random.default_rng(_SEED).standard_normal(_COUNT)
    normalised: Array = (values - values.mean()) / values.std()
    return normalised
