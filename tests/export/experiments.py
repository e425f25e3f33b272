"""The small experiments that are exported."""

from typing import Any

from bnviz.experiment import Arm, Change, Experiment, Look

BN, PLAIN, LN = (Arm(normalization=kind) for kind in ("batch", "none", "layer"))
GHOSTS = BN.model_copy(update={"ghost_batch": 10})


def small(**changes: Any) -> Experiment:
    """A short training of a small network, but for the `changes`."""
    settings: dict[str, Any] = {"depth": 2, "width": 16, "batch_size": 40, "steps": 30, "detail": "scores"}
    return Experiment(**settings | changes)


def decaying(decay: float, **changes: Any) -> Arm:
    return Arm(weight_decay=decay, **changes)


MATCHED = {
    "sigmoid": small(),
    "tanh-xavier": small(activation="tanh", initialization="xavier", depth=3),
    "relu-he": small(activation="relu", initialization="he", input="standardised"),
    "leaky-pytorch": small(activation="leaky_relu", initialization="pytorch", depth=1),
    "gelu-binary": small(activation="gelu", input="binary", init_std=0.2),
    "identity": small(activation="identity", arms=(BN, LN, PLAIN)),
    "momentum": small(optimizer="momentum", seed=7),
    "rmsprop": small(optimizer="rmsprop", arms=(Arm(learning_rate=1e-3),)),
    "adam": small(optimizer="adam", arms=(Arm(normalization="none", learning_rate=1e-3),)),
    "layer": small(arms=(LN, BN), activation="relu"),
    "ghosts": small(arms=(GHOSTS, BN, PLAIN)),
    "scales-and-rates": small(arms=(Arm(init_scale=3), Arm(normalization="none", learning_rate=0.3))),
    "decay": small(arms=(decaying(0.1), decaying(0.2, normalization="none"))),
    "decay-of-all": small(arms=(decaying(0.1, decayed="all"), decaying(0.2)), optimizer="momentum"),
    "change": small(changes=(Change(step=10, learning_rate=0.5), Change(step=20, learning_rate=0.01))),
    "change-of-decaying": small(arms=(decaying(0.1),), changes=(Change(step=10, learning_rate=0.5),)),
    "few-images": small(training_images=100, input="standardised"),
    "convolutional": small(architecture="convolutional", maps=4, activation="relu", initialization="he"),
    "convolutional-xavier": small(
        architecture="convolutional", maps=3, initialization="xavier", depth=3, arms=(GHOSTS, LN, PLAIN)
    ),
    "convolutional-pytorch": small(
        architecture="convolutional", maps=3, initialization="pytorch", depth=1, arms=(BN, decaying(0.1))
    ),
    "diverging": small(activation="relu", arms=(Arm(normalization="none", learning_rate=10), BN), init_std=1),
}
"""Trainings that leave nothing to chance, by what is special about them."""

LOOKS = (
    Look(kind="thickness", strength=0.5),
    Look(kind="thickness", strength=-0.7),
    Look(kind="rotation", strength=0.4),
    Look(kind="shift", strength=-0.5),
    Look(kind="brightness", strength=-0.3),
    Look(kind="contrast", strength=0.5),
    Look(kind="inversion", strength=0.8),
    Look(kind="noise", strength=0.5),
    Look(kind="blur", strength=0.3),
    Look(subset="thin"),
    Look(subset="thick"),
    Look(subset="upright", kind="rotation", strength=-1),
    Look(subset="slanted"),
    Look(subset="0-4"),
)
