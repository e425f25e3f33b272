"""From what the engine yields to the rows of a run's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bnviz.runs.tables import TableName
from bnviz.training.batch_history import BatchStatistics
from bnviz.training.kept_layers import KeptLayer
from bnviz.training.probes import Snapshot

Array = npt.NDArray[Any]

KEYS = ("arm", "layer", "unit")
"""The keys after `step`, in the order of the axes of a Snapshot's arrays."""

SHAPES: Mapping[TableName, tuple[int, ...]] = MappingProxyType(
    {
        "tests": (0,),
        "answers": (0,),
        "layers": (0, 1),
        "units": (0, 1, 1),
        "distributions": (0, 1, 0),
        "batches": (0, 1, 1),
    }
)
"""Of each table of Snapshots, what its keys count from. An axis beyond its keys is a list in each row."""


def loss_rows(first_step: int, losses: Array) -> pd.DataFrame:
    """Rows of the table `losses`: losses (steps, arms) of consecutive steps from `first_step` on."""
    keys = _keys(losses.shape, (0,))
    return pd.DataFrame(keys | {"step": keys["step"] + first_step, "train_loss": losses.ravel()})


def snapshot_rows(snapshots: Sequence[Snapshot]) -> dict[TableName, pd.DataFrame]:
    """Rows of all tables that Snapshots have, of some Snapshots, one at least."""
    found = {name: [(s.step, getattr(s, name)) for s in snapshots if getattr(s, name)] for name in SHAPES}
    frames = {name: _stack(parts, SHAPES[name]) for name, parts in found.items() if parts}
    if "batches" in frames:  # of arms without Batch Normalization there is nothing in it
        frames["batches"] = _with_values(frames["batches"])
    return frames


def parameter_rows(checkpoints: Sequence[tuple[int, Sequence[KeptLayer]]]) -> pd.DataFrame:
    """Rows of the table `parameters`: steps with what the arms had learnt by then."""
    rows = [(step, *layer) for step, layers in checkpoints for layer in layers]
    return pd.DataFrame(rows, columns=["step", *KeptLayer._fields])


def statistics_rows(first_step: int, statistics: BatchStatistics) -> pd.DataFrame:
    """Rows of the table `statistics`: of consecutive steps from `first_step` on."""
    arms, mean, variance = statistics
    keys = _keys(mean.shape[:3], (0, 1))
    places = {"step": keys["step"] + first_step, "arm": np.array(arms, dtype=int)[keys["arm"]]}
    return pd.DataFrame(keys | places | {"mean": _cells(mean, 3), "variance": _cells(variance, 3)})


def _stack(parts: Sequence[tuple[int, Mapping[str, Array]]], counted_from: tuple[int, ...]) -> pd.DataFrame:
    """One frame of the columns of several steps, each column an array with the axes of KEYS."""
    steps = np.array([step for step, _ in parts])
    columns = {name: np.stack([part[name] for _, part in parts]) for name in parts[0][1]}
    axes = 1 + len(counted_from)
    keys = _keys(next(iter(columns.values())).shape[:axes], counted_from)
    keys["step"] = steps[keys["step"]]
    return pd.DataFrame(keys | {name: _cells(values, axes) for name, values in columns.items()})


def _keys(shape: tuple[int, ...], counted_from: tuple[int, ...]) -> dict[str, npt.NDArray[np.int64]]:
    """The key columns of values with the axes (steps, arms[, layers[, units]]); steps from 0."""
    step, *others = (axis.ravel() for axis in np.indices(shape))
    named = zip(KEYS, others, counted_from, strict=False)
    return {"step": step} | {name: axis + first for name, axis, first in named}


def _cells(values: Array, axes: int) -> Array | list[Array]:
    """A value for each row, or a list where there is an axis beyond those of the keys."""
    return values.ravel() if values.ndim == axes else list(values.reshape(-1, values.shape[-1]))


def _with_values(batches: pd.DataFrame) -> pd.DataFrame:
    filled = [not np.isnan(x).all() for x in batches["x"]]
    return batches[filled]
