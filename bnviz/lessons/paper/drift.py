"""How far the distribution of a nonlinearity's inputs wanders while the network learns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

CAUGHT_UP = 100
"""The first step that counts: until then the running statistics lag behind the first weights."""


class Drift(NamedTuple):
    """How far the inputs of a layer's nonlinearity wandered.

    Attributes:
        median: the farthest that the median was from its first place, in the standard deviations that the
            layer had at that moment.
        spread: the largest standard deviation over the smallest.
    """

    median: float
    spread: float


class UnitDrift(NamedTuple):
    """How far the input of one unit's nonlinearity wandered, in its own numbers.

    Attributes:
        median: the farthest that the median was from its first place.
        narrowest: the band from the 15th to the 85th percentile where it was narrowest.
        widest: and where it was widest.
    """

    median: float
    narrowest: float
    widest: float


def drifts(layers: pd.DataFrame, layer: int, arms: int) -> list[Drift]:
    """How far a layer's inputs wandered from step 100 on, in each arm; NaN without a Snapshot from then on.

    Args:
        layers: columns `step`, `arm`, `layer`, `p50` and `std`, in the order of their steps.
        layer: from 1.
        arms: how many arms there are.
    """
    counted = layers[(layers["layer"] == layer) & (layers["step"] >= CAUGHT_UP)]
    return [_drift(counted[counted["arm"] == arm]) for arm in range(arms)]


def unit_drifts(units: pd.DataFrame, layer: int, unit: int, arms: int) -> list[UnitDrift]:
    """How far a unit's input wandered from step 100 on, in each arm; NaN without a Snapshot from then on.

    Args:
        units: columns `step`, `arm`, `layer`, `unit`, `p15`, `p50` and `p85`, in the order of their steps.
        layer: from 1.
        unit: from 1.
        arms: how many arms there are.
    """
    counted = units[(units["layer"] == layer) & (units["unit"] == unit) & (units["step"] >= CAUGHT_UP)]
    return [_unit_drift(counted[counted["arm"] == arm]) for arm in range(arms)]


def _unit_drift(rows: pd.DataFrame) -> UnitDrift:
    if rows.empty:
        return UnitDrift(np.nan, np.nan, np.nan)
    low, median, high = (rows[name].to_numpy(float) for name in ("p15", "p50", "p85"))
    width = high - low
    return UnitDrift(float(np.abs(median - median[0]).max()), float(width.min()), float(width.max()))


def _drift(rows: pd.DataFrame) -> Drift:
    if rows.empty:
        return Drift(np.nan, np.nan)
    median, std = rows["p50"].to_numpy(float), rows["std"].to_numpy(float)
    return Drift(float(np.max(np.abs(median - median[0]) / std)), float(std.max() / std.min()))
