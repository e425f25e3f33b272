"""When an arm diverged: what the losses say of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def first_broken_steps(losses: npt.NDArray[np.floating], first_step: int = 1) -> list[int | None]:
    """For each arm the first step with a loss that is no finite number, or None: when the arm diverged.

    Args:
        losses: of consecutive steps, (steps, arms).
        first_step: the first of these steps.
    """
    broken = ~np.isfinite(losses)
    return [int(arm.argmax()) + first_step if arm.any() else None for arm in broken.T]
