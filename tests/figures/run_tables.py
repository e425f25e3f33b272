"""Small tables of a run, as the store gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

KEYS = {"step": "int32", "arm": "int16", "layer": "int16", "unit": "int16"}
QUANTILES = 32
POSITIVE = (
    "shift",
    "shift_raw",
    "rate",
    "rate_raw",
    "gradient_norm",
    "gradient_change",
    "gradient_change_relative",
    "weight_norm",
)
SHARES = ("flat", "dead")
STATISTICS = ("batch_mean", "batch_var", "running_mean", "running_var")


def losses(*curves: list[float]) -> pd.DataFrame:
    """One row a step from 1 and an arm, in the order of steps; an arm's losses each."""
    return _table(train_loss=_by_step(curves), start=1)


def accuracies(*curves: list[float]) -> pd.DataFrame:
    """As `losses`, from step 0."""
    return _table(test_accuracy=_by_step(curves), start=0)


def layers(arms: int, depth: int, steps: int, seed: int = 0) -> pd.DataFrame:
    """Random numbers, from step 0; every second arm has no Batch Normalization."""
    rng = np.random.default_rng(seed)
    frame = _keys(range(steps), arms, depth)
    rows = len(frame)
    columns = {name: rng.uniform(0.1, 2, rows) for name in POSITIVE}
    columns |= {name: rng.uniform(0, 1, rows) for name in SHARES}
    columns["gradient_cosine"] = rng.uniform(-1, 1, rows)
    for name in ("gamma", "beta"):
        columns |= dict(zip(_named(name), np.sort(rng.normal(size=(3, rows)), axis=0), strict=True))
    frame = frame.assign(**columns)
    frame.loc[frame["arm"] % 2 == 1, _named("gamma")] = np.nan
    return _float32(frame)


def units(arms: int, depth: int, steps: int, count: int = 2, seed: int = 0) -> pd.DataFrame:
    """Random statistics of the first units, from step 0; every second arm has no Batch Normalization."""
    rng = np.random.default_rng(seed)
    frame = _keys(range(steps), arms, depth, range(1, count + 1))
    frame = frame.assign(**{name: rng.uniform(0, 2, len(frame)) for name in STATISTICS})
    frame.loc[frame["step"] == 0, ["batch_mean", "batch_var"]] = np.nan
    frame.loc[frame["arm"] % 2 == 1, ["running_mean", "running_var"]] = np.nan
    return _float32(frame)


def distributions(arms: int, depth: int, steps: int, count: int = 2, seed: int = 0) -> pd.DataFrame:
    """Random quantiles of all units (0) and the first ones, from step 0."""
    rng = np.random.default_rng(seed)
    frame = _keys(range(steps), arms, depth, range(count + 1))
    before, after = np.sort(rng.normal(size=(2, len(frame), QUANTILES)).astype(np.float32), axis=2)
    return frame.assign(before=in_arrow(before), after=in_arrow(after))


def in_arrow(lists: Iterable[NDArray[np.float32]]) -> pd.Series:
    """Lists as a column of a table of distributions has them."""
    return pd.Series(list(lists)).astype(pd.ArrowDtype(pa.list_(pa.float32())))


def put(frame: pd.DataFrame, rows: pd.Series, change: Callable[[NDArray[Any]], Any]) -> None:
    """Change what distributions have after normalization in some rows, given as (rows, 32)."""
    after = np.stack(frame["after"].to_list()).astype(np.float32)
    after[rows] = change(after[rows])
    frame["after"] = in_arrow(after)


def every(count: int, last: int, frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with its steps spread over a longer run."""
    return frame.assign(step=np.round(frame["step"] * (last / max(count - 1, 1))).astype("int32"))


def _named(parameter: str) -> list[str]:
    return [f"{parameter}_{name}" for name in ("p15", "p50", "p85")]


def _keys(steps: range, arms: int, depth: int, units: range | None = None) -> pd.DataFrame:
    """A row for each, in the order of steps; with a column `unit` if there are units."""
    values = [steps, range(arms), range(1, depth + 1), *([units] if units else [])]
    names = list(KEYS)[: len(values)]
    frame = pd.MultiIndex.from_product(values, names=names).to_frame(index=False)
    return frame.astype({name: KEYS[name] for name in names})


def _float32(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: "float32" for name in frame if name not in KEYS})


def _by_step(curves: tuple[list[float], ...]) -> list[tuple[float, ...]]:
    return list(zip(*curves, strict=True))


def _table(*, start: int, **measures: list[tuple[float, ...]]) -> pd.DataFrame:
    ((name, values),) = measures.items()
    rows = [(s, a, v) for s, of_step in enumerate(values, start) for a, v in enumerate(of_step)]
    frame = pd.DataFrame(rows, columns=["step", "arm", name])
    return frame.astype({"step": "int32", "arm": "int16", name: "float32"})
