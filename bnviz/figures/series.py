"""A tidy table taken apart into arrays: one set for each arm, or for each layer of each arm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Series = dict[str, NDArray[Any]]
"""The columns of one curve by name, in the order of its steps: `step` as integers, all others as float32."""

Cells = dict[tuple[int, int], Series]
"""A curve for each arm (from 0) and layer (from 1)."""


def by_arm(frame: pd.DataFrame, measures: Sequence[str], arms: int) -> list[Series]:
    """The rows of each arm in which all measures are finite; arrays of length 0 for an arm without any.

    Args:
        frame: columns `step`, `arm` and the measures; rows in the order of their steps.
        measures: the columns wanted.
        arms: how many arms there are.
    """
    table, of_arm = _columns(frame, measures), frame["arm"].to_numpy()
    return [_finite_rows(table, of_arm == arm) for arm in range(arms)]


def by_arm_and_layer(frame: pd.DataFrame, measures: Sequence[str], arms: int, depth: int) -> Cells:
    """The rows of each arm and layer, as `by_arm`."""
    return by_cell(_columns(frame, measures), frame, arms, depth)


def by_cell(table: Series, frame: pd.DataFrame, arms: int, depth: int) -> Cells:
    """The finite rows of a table of arrays for each arm and layer, which `frame` names row by row."""
    of_arm, of_layer = frame["arm"].to_numpy(), frame["layer"].to_numpy()
    return {
        (arm, layer): _finite_rows(table, (of_arm == arm) & (of_layer == layer))
        for arm in range(arms)
        for layer in range(1, depth + 1)
    }


def points_per_curve(arms: int, depth: int) -> int:
    """How many points of each curve go to the browser: fewer where there are more curves in less room."""
    return int(max(40, 480 / depth / max(1, arms / 2)))


def thinned(curve: Series, points: int) -> Series:
    """At most `points` of a curve's points, the first and the newest among them.

    Half of the choice is even among the Snapshots, which are dense at the start, and half along the step
    axis, so that no stretch is bare later on.
    """
    step = curve["step"]
    if len(step) <= points:
        return curve
    progress = np.linspace(0, 1, len(step)) + step / step[-1]
    chosen = np.unique(np.searchsorted(progress, np.linspace(0, 2, points)))
    return {name: values[chosen] for name, values in curve.items()}


def at_stretches(step: NDArray[Any], steps: int, stretches: int) -> NDArray[np.intp]:
    """For each of equal stretches of the step axis, the place in `step` of what is shown there.

    That is the newest step up to the stretch's middle; -1 if there is none or the stretch is not reached.

    Args:
        step: a curve's steps, in ascending order; may be empty.
        steps: the end of the axis.
        stretches: how many.
    """
    starts = np.arange(stretches) * (steps / stretches)
    places = np.searchsorted(step, starts + steps / stretches / 2, side="right") - 1
    return np.where(starts <= (step[-1] if step.size else -1), places, -1)


def newest(frame: pd.DataFrame, step: int) -> pd.DataFrame:
    """The rows of each arm's newest step up to this one: arms of two runs need not be equally far."""
    known = frame["step"].where(frame["step"] <= step)
    rows: pd.DataFrame = frame[known == known.groupby(frame["arm"]).transform("max")]
    return rows


def last_step(curves: Iterable[Series]) -> int | None:
    """The newest step of all curves; None if all are empty."""
    return max((int(curve["step"][-1]) for curve in curves if curve["step"].size), default=None)


def steps_of(frame: pd.DataFrame) -> NDArray[Any]:
    """The column `step` in as few bytes as hold it: plotly sends those, and would write int64 out as text."""
    step = frame["step"].to_numpy()
    return step.astype(np.min_scalar_type(step.max(initial=0)))


def _columns(frame: pd.DataFrame, measures: Sequence[str]) -> Series:
    return {"step": steps_of(frame), **{name: frame[name].to_numpy(np.float32) for name in measures}}


def _finite_rows(table: Series, chosen: NDArray[np.bool_]) -> Series:
    rows = {name: column[chosen] for name, column in table.items()}
    # A diverged arm's NaN would break a filled band in two.
    finite = np.logical_and.reduce([_is_finite(column) for column in rows.values()])
    return {name: column[finite] for name, column in rows.items()}


def _is_finite(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether all of a row is, for columns (n,) and (n, 32) alike."""
    finite: NDArray[np.bool_] = np.isfinite(column).all(axis=tuple(range(1, column.ndim)))
    return finite
