"""Noisy Batch Normalization (Santurkar et al. 2018, §2.1): noise of every strength, with BN and without.

The noise is drawn anew at every step, at the input of each nonlinearity, so each unit's distribution jumps
all the time (`bnviz.training.noise` has the recipe). It is there in training only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from bnviz.experiment import Arm, Experiment
from bnviz.experiment.settings import Activation, Initialization, Normalization
from bnviz.lessons.covariate_shift.distances import distances_by_layer, mean_distances
from bnviz.maths import Array
from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.network import Network
from bnviz.maths.shift import distances

NetworkName = Literal["sigmoid", "relu", "deep"]
STRENGTHS = (0.0, 0.5, 1.0, 2.0, 4.0)
"""1 is as in the paper's noisy BN."""
KINDS: tuple[Normalization, ...] = ("batch", "none")
INSIDE_STEPS = 1000
_PAIRS = 2000  # of bell curves' samples: enough for two digits


class Choice(NamedTuple):
    """What a network is made of, and how long it learns."""

    activation: Activation
    initialization: Initialization
    depth: int
    steps: int


NETWORKS: Mapping[NetworkName, Choice] = MappingProxyType(
    {
        "sigmoid": Choice("sigmoid", "gaussian", 3, 3000),
        "relu": Choice("relu", "he", 3, 1500),
        "deep": Choice("relu", "gaussian", 6, 1000),
    }
)
"""All have layers of 100 units and the learning rate 0.1; the σ of Gaussian first weights is 0.05."""


def noisy_arms(name: NetworkName, seed: int = 1) -> Experiment:
    """All strengths with BN, then all without: one training, so all meet the same mini-batches and noise."""
    return _plan(name, STRENGTHS).model_copy(update={"seed": seed})


def looked_into(name: NetworkName, seed: int = 1) -> Experiment:
    """BN and no BN, without noise and with noise 1, kept after their first 1,000 steps."""
    update = {"steps": INSIDE_STEPS, "checkpoints": (INSIDE_STEPS,), "seed": seed}
    return _plan(name, (0.0, 1.0)).model_copy(update=update)


def _plan(name: NetworkName, strengths: Sequence[float]) -> Experiment:
    chosen = NETWORKS[name]
    return Experiment(
        activation=chosen.activation,
        initialization=chosen.initialization,
        depth=chosen.depth,
        arms=tuple(Arm(normalization=kind, noise=noise) for kind in KINDS for noise in strengths),
        steps=chosen.steps,
        detail="scores",
    )


def by_strength(scored: Array) -> dict[Normalization, Array]:
    """The scores of `noisy_arms` (arms, times) for each normalization, (strengths, times)."""
    return dict(zip(KINDS, np.split(scored, len(KINDS)), strict=True))


def training_inputs(
    network: Network, batch: Array, noise: float, generator: np.random.Generator
) -> list[Array]:
    """What each nonlinearity is given in a training step, (m, units) for each hidden layer.

    Args:
        network: normalised with the mini-batch's own statistics where it has BN.
        batch: (m, inputs).
        noise: n, the strength.
        generator: of the noise.
    """
    found, values = [], batch
    for layer in network.hidden:
        alone = replace(network, hidden=(layer,)).forward(values)
        found.append(_noisy(alone.after[0], noise, generator))
        values = ACTIVATIONS[network.activation].function(found[-1])
    return found


def restlessness(network: Network, batches: Sequence[Array], noise: float, seed: int = 0) -> Array:
    """How far each nonlinearity's inputs move from one mini-batch to the next, (layers,).

    In standard deviations of the first of the two: the mean W₁ over the units and over all pairs of
    neighbours. The parameters stay as they are: only data and noise change.
    """
    generator = np.random.default_rng(seed)
    values = [training_inputs(network, batch, noise, generator) for batch in batches]
    moves = [distances_by_layer(now, before) for before, now in pairwise(values)]
    return mean_distances(moves).normalised


def by_chance(images: int) -> tuple[float, float]:
    """How far two mini-batches of one bell curve lie apart, in σ: W₁, as they are, and each normalised.

    Args:
        images: in a mini-batch.
    """
    drawn = np.random.default_rng(0).normal(size=(images, 2 * _PAIRS))
    normalised = (drawn - drawn.mean(axis=0)) / drawn.std(axis=0)
    plain, with_bn = (float(distances(each[:, ::2], each[:, 1::2]).mean()) for each in (drawn, normalised))
    return plain, with_bn


def _noisy(y: Array, noise: float, generator: np.random.Generator) -> Array:
    """The noisy s y + m, drawn as in training: μ_j and σ_j for the step, m_ij and s_ij for each image."""
    mean = noise * generator.uniform(-0.5, 0.5, y.shape[1])
    deviation = 1 + noise * generator.uniform(0, 0.25, y.shape[1])
    shift = mean + noise * generator.uniform(-0.1, 0.1, y.shape)
    stretch: Array = deviation + noise * generator.normal(0, 0.1, y.shape)
    return stretch * y + shift
