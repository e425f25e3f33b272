"""The table of distributions taken apart: what lies in front of each nonlinearity, and behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bnviz.figures.quantiles import COUNT
from bnviz.figures.series import Cells, Series, by_cell, steps_of
from bnviz.language import N_, _
from bnviz.maths.activations import ACTIVATIONS

PLACES = {
    "before": N_("Before Batch Normalization"),
    "after": N_("Input to each nonlinearity"),
    "activation": N_("Output of each nonlinearity"),
}
"""Where in a layer one may look, and what is seen there."""


def distributions_by_layer(
    frame: pd.DataFrame, arms: int, depth: int, *, place: str, unit: int, activation: str
) -> Cells:
    """The `step` (n,) and `quantiles` (n, 32) of each arm and layer, in the order of their steps.

    Args:
        frame: columns `step`, `arm`, `layer`, `unit`, and Arrow lists of 32 quantiles in `before` (Wu) and
            `after` (the input to the nonlinearity).
        arms: how many arms there are.
        depth: the hidden layers.
        place: "before" or "after" Batch Normalization, or behind the "activation".
        unit: a unit from 1, or 0 for all units of a layer pooled.
        activation: the name of the nonlinearity.

    Raises:
        ValueError: if there is no such place.
    """
    if place not in PLACES:
        raise ValueError(f"place: {place!r} is none of {', '.join(PLACES)}.")
    of_unit = frame[frame["unit"] == unit]
    values = of_unit["before" if place == "before" else "after"].list.flatten()
    table = {"step": steps_of(of_unit), "quantiles": values.to_numpy(np.float32).reshape(-1, COUNT)}
    cells = by_cell(table, of_unit, arms, depth)
    if place == "activation":
        return {key: cell | {"quantiles": _after(activation, cell)} for key, cell in cells.items()}
    return cells


def _after(activation: str, cell: Series) -> NDArray[np.float32]:
    """The quantiles behind a nonlinearity; it need not be monotone (GELU is not), so they are sorted anew."""
    return np.sort(ACTIVATIONS[activation].function(cell["quantiles"]), axis=-1).astype(np.float32)


def whose(unit: int) -> str:
    """The words for a choice of units: "all units", "unit 5"."""
    return _("unit {unit}").format(unit=unit) if unit else _("all units")
