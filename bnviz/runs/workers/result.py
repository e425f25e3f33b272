"""What is told of a run at its end: how each arm did."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bnviz.runs.divergence import first_broken_steps
from bnviz.training.loop import Array, Scores


def by_arm(scores: Scores, losses: Array) -> list[dict[str, Any]]:
    """One plain dictionary an arm; what is not a number becomes None, as JSON has no NaN.

    Args:
        scores: on all images.
        losses: of all steps, (steps, arms).
    """
    columns: dict[str, Any] = scores._asdict() | {"diverged_at": first_broken_steps(losses)}
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return value if not isinstance(value, float) or math.isfinite(value) else None
