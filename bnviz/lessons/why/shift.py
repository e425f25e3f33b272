"""Internal covariate shift by two definitions, measured in one and the same training.

The paper's is the change of a layer's distribution (`bnviz.maths.shift`). Santurkar et al. (2018, §2.2)
define it by gradients: ‖G − G′‖ and cos(G, G′), where G is a layer's gradient, and G′ the same once the
layers below it have made their update, on the same mini-batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from bnviz.experiment import Arm, Experiment
from bnviz.experiment.settings import Activation, Initialization
from bnviz.maths import Array

BN, PLAIN = 0, 1
"""The places of the arms."""
STEPS = 1500
DEPTH = 3
ABOUT = 0.9
"""Of as much is still about as much: two seeds of one network differ by so much."""
STRETCHES: Mapping[str, tuple[int, int]] = MappingProxyType({"early": (1, 100), "later": (101, STEPS)})
"""Steps from and to: while both arms learn fast, and afterwards."""


class Choice(NamedTuple):
    """First weights and a learning rate with which both arms learn."""

    initialization: Initialization
    learning_rate: float


NETWORKS: Mapping[Activation, Choice] = MappingProxyType(
    {"tanh": Choice("xavier", 0.1), "relu": Choice("he", 0.1), "sigmoid": Choice("xavier", 0.5)}
)


def network(activation: Activation, seed: int = 1) -> Experiment:
    """BN and no BN in 3 × 100 units, from first weights and at a rate that suit both."""
    chosen = NETWORKS[activation]
    return Experiment(
        depth=DEPTH,
        activation=activation,
        initialization=chosen.initialization,
        arms=(
            Arm(normalization="batch", learning_rate=chosen.learning_rate),
            Arm(normalization="none", learning_rate=chosen.learning_rate),
        ),
        steps=STEPS,
        seed=seed,
    )


def with_relative_change(layers: pd.DataFrame) -> pd.DataFrame:
    """The table `layers` with `gradient_change_relative`, ‖G − G′‖/‖G‖: NaN where there is no gradient."""
    norms = layers["gradient_norm"].where(layers["gradient_norm"] > 0)
    return layers.assign(gradient_change_relative=layers["gradient_change"] / norms)


def typical(layers: pd.DataFrame, measure: str, stretch: str) -> Array:
    """The median of a measure over the Snapshots of a stretch of steps, (arms, layers).

    Args:
        layers: the table of a run, as `with_relative_change` gives it.
        measure: the name of a column.
        stretch: a name in `STRETCHES`.
    """
    first, last = STRETCHES[stretch]
    rows = layers[layers["step"].between(first, last)]
    medians: Array = rows.groupby(["arm", "layer"])[measure].median().unstack().to_numpy(np.float64)
    return medians


def as_much(layers: pd.DataFrame, stretch: str) -> bool:
    """Whether BN's relative gradient change is about no BN's, or more, in all layers but the first."""
    change = typical(layers, "gradient_change_relative", stretch)[:, 1:]
    return bool((change[BN] >= ABOUT * change[PLAIN]).all())
