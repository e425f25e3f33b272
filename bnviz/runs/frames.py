"""From what the engine yields to the rows of a run's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bnviz.runs.tables import TableName
from bnviz.training.probes import Snapshot

Array = npt.NDArray[np.float32]

KEYS = ("arm", "layer", "unit")
"""The keys after `step`, in the order of the axes of a Snapshot's arrays."""


def loss_rows(first_step: int, losses: Array) -> pd.DataFrame:
    """Rows of the table `losses`: losses (steps, arms) of consecutive steps from `first_step` on."""
    return pd.DataFrame(_keys(first_step, losses.shape) | {"train_loss": losses.ravel()})


def snapshot_rows(snapshots: Sequence[Snapshot]) -> dict[TableName, pd.DataFrame]:
    """Rows of the tables `tests`, `layers` and `units` of some Snapshots, one at least."""
    return {
        "tests": _stack([(s.step, s.tests) for s in snapshots]),
        "layers": _stack([(s.step, s.layers) for s in snapshots]),
        "units": _stack([(s.step, s.units) for s in snapshots]),
    }


def _stack(parts: Sequence[tuple[int, Mapping[str, Array]]]) -> pd.DataFrame:
    """One frame of the columns of several steps, each column an array with the axes of KEYS."""
    steps = np.array([step for step, _ in parts])
    columns = {name: np.stack([part[name] for _, part in parts]) for name in parts[0][1]}
    shape = next(iter(columns.values())).shape
    keys = _keys(0, shape)
    keys["step"] = steps[keys["step"]]
    return pd.DataFrame(keys | {name: values.ravel() for name, values in columns.items()})


def _keys(first_step: int, shape: tuple[int, ...]) -> dict[str, npt.NDArray[np.int64]]:
    """The key columns of values with the axes (steps, arms[, layers[, units]]); layers and units from 1."""
    step, *others = (axis.ravel() for axis in np.indices(shape))
    counted_from = dict(zip(KEYS, (0, 1, 1), strict=True))
    rest = {name: axis + counted_from[name] for name, axis in zip(KEYS, others, strict=False)}
    return {"step": step + first_step} | rest
