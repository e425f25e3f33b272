"""How long the weights of a layer are, and what that makes of the learning rate.

With Batch Normalization only the direction of a unit's weights counts, BN((aW)u) = BN(Wu), and their
gradient is 1/a of what it is at a = 1 (paper §3.3). So a step of the rate η turns weights of the length ‖W‖
as much as a step of η/‖W‖² turns weights of length 1 (van Laarhoven 2017).
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from bnviz.maths import Array


class Lengths(NamedTuple):
    """‖W‖ of a layer in the course of a training: the steps, (steps,), and each arm's, (steps, arms)."""

    steps: Array
    norms: Array


def weight_norms(layers: pd.DataFrame, layer: int) -> Lengths:
    """‖W‖ of a layer, from 1, as the table of layers has it."""
    rows = layers[layers["layer"] == layer]
    table = rows.pivot(index="step", columns="arm", values="weight_norm")
    return Lengths(table.index.to_numpy(float), table.to_numpy(float))


def effective_rate(norms: Array, learning_rate: float) -> Array:
    """η/‖W‖²."""
    rate: Array = learning_rate / norms**2
    return rate
