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


VARIED = (
    Arm(normalization="none", learning_rate=0.0005, noise=1),
    Arm(normalization="layer", learning_rate=0.001),
    Arm(normalization="batch", learning_rate=0.001, ghost_batch=4, dropout=0.3),
    Arm(normalization="batch", learning_rate=0.001, noise=0.5),
    Arm(normalization="none", learning_rate=0.0005, dropout=0.5, noise=2),
    Arm(normalization="batch", learning_rate=0.002),
    Arm(normalization="batch", learning_rate=0.001, ghost_batch=8, noise=1),
    Arm(normalization="layer", learning_rate=0.0005, noise=2, dropout=0.2, init_scale=2),
    Arm(normalization="none", learning_rate=0.0005),
)
"""Every kind of arm, in an order that the stack must rearrange."""

DECAYING = tuple(
    arm.model_copy(update={"weight_decay": decay, "decayed": decayed})
    for arm, decay, decayed in zip(
        VARIED, (0.0, 0.5, 0.1, 0.2, 0.5, 0.1, 0.0, 0.2, 0.1), ("weights", "all", "weights") * 3, strict=True
    )
)
"""The same, most of them with a weight decay of their own."""
