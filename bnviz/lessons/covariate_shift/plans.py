"""The networks that the lesson trains."""

from __future__ import annotations

from bnviz.experiment import Arm, Experiment, Look
from bnviz.experiment.settings import Activation, Initialization

BN, PLAIN = 0, 1
"""The places of the arms."""

LOOK_STEPS = 1000
DEPTH_STEPS = 400
MOMENTS = (0, 10, 20, 50, 100, 150, 200, 300, DEPTH_STEPS)
"""The steps at which a deep network can be looked at."""


def on_a_look(look: Look) -> Experiment:
    """Two networks of 3 × 100 ReLU units, trained on digits of one look."""
    return Experiment(
        activation="relu", initialization="he", steps=LOOK_STEPS, look=look, checkpoints=(LOOK_STEPS,)
    )


def of_depth(depth: int, activation: Activation, initialization: Initialization) -> Experiment:
    """Two networks of so many layers of 50 units, at a learning rate that suits 12 layers of ReLU units."""
    return Experiment(
        depth=depth,
        width=50,
        activation=activation,
        initialization=initialization,
        arms=(Arm(normalization="batch"), Arm(normalization="none")),
        steps=DEPTH_STEPS,
        checkpoints=MOMENTS,
    )
