"""The small experiments that the tests train."""

from typing import Any

from bnviz.experiment import Arm, Experiment

MIXED = (
    Arm(normalization="none", learning_rate=0.0005),
    Arm(normalization="batch", learning_rate=0.001, init_scale=2),
    Arm(normalization="none", learning_rate=0.0002, init_scale=0.5),
    Arm(normalization="batch", learning_rate=0.002),
)
"""All in which arms may differ, in an order that the stack must rearrange."""


def small(**changes: Any) -> Experiment:
    """A short training of `MIXED` on networks of a few units, but for the `changes`."""
    settings: dict[str, Any] = {"depth": 2, "width": 12, "batch_size": 16, "steps": 50}
    return Experiment(**(settings | {"input": "standardised", "arms": MIXED} | changes))
