"""A tidy table taken apart into arrays: one set for each arm, or for each layer of each arm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Series = dict[str, NDArray[Any]]
"""The columns of one curve by name, in the order of its steps: `step` as int32, all others as float32."""


def by_arm(frame: pd.DataFrame, measures: Sequence[str], arms: int) -> list[Series]:
    """The rows of each arm in which all measures are finite; arrays of length 0 for an arm without any.

    Args:
        frame: columns `step`, `arm` and the measures; rows in the order of their steps.
        measures: the columns wanted.
        arms: how many arms there are.
    """
    table, of_arm = _columns(frame, measures), frame["arm"].to_numpy()
    return [_finite_rows(table, of_arm == arm) for arm in range(arms)]


def by_arm_and_layer(
    frame: pd.DataFrame, measures: Sequence[str], arms: int, depth: int
) -> dict[tuple[int, int], Series]:
    """The rows of each arm and layer (arm from 0, layer from 1), as `by_arm`."""
    table = _columns(frame, measures)
    of_arm, of_layer = frame["arm"].to_numpy(), frame["layer"].to_numpy()
    return {
        (arm, layer): _finite_rows(table, (of_arm == arm) & (of_layer == layer))
        for arm in range(arms)
        for layer in range(1, depth + 1)
    }


def last_step(curves: Iterable[Series]) -> int | None:
    """The newest step of all curves; None if all are empty."""
    return max((int(curve["step"][-1]) for curve in curves if curve["step"].size), default=None)


def _columns(frame: pd.DataFrame, measures: Sequence[str]) -> Series:
    # The browser gets int32 and float32 as bytes; plotly would write wider numbers out as text.
    columns = {name: frame[name].to_numpy(np.float32) for name in measures}
    return {"step": frame["step"].to_numpy(np.int32), **columns}


def _finite_rows(table: Series, chosen: NDArray[np.bool_]) -> Series:
    rows = {name: column[chosen] for name, column in table.items()}
    # A diverged arm's NaN would break a filled band in two.
    finite = np.logical_and.reduce([np.isfinite(column) for column in rows.values()])
    return {name: column[finite] for name, column in rows.items()}
