"""When an arm reached an accuracy: what the Snapshots say of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def first_steps(tests: pd.DataFrame, arm: int, accuracies: Sequence[float]) -> list[int | None]:
    """The first steps at which an arm has these accuracies on the probe images, None for who never has.

    Args:
        tests: the columns `step`, `arm` and `test_accuracy` (0 to 1) of that table, in the order of steps.
        arm: its index.
        accuracies: from 0 to 1.
    """
    rows = tests[tests["arm"] == arm]
    steps = rows["step"].to_numpy()
    best = np.maximum.accumulate(rows["test_accuracy"].fillna(-1).to_numpy(np.float32))
    places = np.searchsorted(best, np.asarray(accuracies, np.float32))
    return [int(steps[place]) if place < len(steps) else None for place in places]
