"""Small tables of a run, as the store gives them."""

from __future__ import annotations

import numpy as np
import pandas as pd

KEYS = {"step": "int32", "arm": "int16", "layer": "int16"}


def losses(*curves: list[float]) -> pd.DataFrame:
    """One row a step from 1 and an arm, in the order of steps; an arm's losses each."""
    return _table(train_loss=_by_step(curves), start=1)


def accuracies(*curves: list[float]) -> pd.DataFrame:
    """As `losses`, from step 0."""
    return _table(test_accuracy=_by_step(curves), start=0)


def layers(arms: int, depth: int, steps: int, seed: int = 0) -> pd.DataFrame:
    """Random percentiles and shifts, from step 0."""
    rng = np.random.default_rng(seed)
    rows = [(s, a, d) for s in range(steps) for a in range(arms) for d in range(1, depth + 1)]
    frame = pd.DataFrame(rows, columns=list(KEYS)).astype(KEYS)
    percentiles = np.sort(rng.normal(size=(len(rows), 3)).astype(np.float32), axis=1)
    shift = rng.uniform(0, 2, len(rows)).astype(np.float32)
    return frame.assign(
        p15=percentiles[:, 0], p50=percentiles[:, 1], p85=percentiles[:, 2], shift=shift, shift_raw=shift / 4
    )


def _by_step(curves: tuple[list[float], ...]) -> list[tuple[float, ...]]:
    return list(zip(*curves, strict=True))


def _table(*, start: int, **measures: list[tuple[float, ...]]) -> pd.DataFrame:
    ((name, values),) = measures.items()
    rows = [(s, a, v) for s, of_step in enumerate(values, start) for a, v in enumerate(of_step)]
    frame = pd.DataFrame(rows, columns=["step", "arm", name])
    return frame.astype({"step": "int32", "arm": "int16", name: "float32"})
