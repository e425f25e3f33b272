"""The networks that the lesson trains."""

from __future__ import annotations

from bnviz.experiment import Arm, Experiment
from bnviz.experiment.settings import Activation, Normalization
from bnviz.lessons.presets import PRESETS

BN, PLAIN = 0, 1
"""The places of the arms of an experiment that compares two."""

PAPER_STEPS, QUICK_STEPS = 50_000, 5_000
"""Of Figure 1."""


def figure_1(steps: int = PAPER_STEPS, seed: int = 1) -> Experiment:
    """The networks of the paper's §4.1, as the lab's preset has them."""
    setup = PRESETS["paper-figure-1"].setup.model_copy(update={"steps": steps, "seed": seed})
    return setup.experiment()


CALIBRATED = (0.01, 0.03, 0.1, 0.3)
"""The learning rates that Figure 1's was chosen from."""


def calibration(seed: int = 1) -> Experiment:
    """Figure 1's networks for a quick look at each of these rates, on grey images; at each BN comes first."""
    arms = (_arm(kind, rate) for rate in CALIBRATED for kind in ("batch", "none"))
    return Experiment(arms=tuple(arms), steps=QUICK_STEPS, seed=seed, detail="scores")


SYSTEM_STEPS = 4_000
SYSTEM_DEPTH = 5
BASE_RATE, FAST_RATE = 0.01, 0.1
"""Of the plain network: where the table is most like the paper's, and a rate that suits it better."""

FACTORS = (1, 5, 30)
"""What the paper multiplies the first learning rate of BN-Baseline, BN-x5 and BN-x30 with."""


def five_systems(base: float, seed: int = 1) -> tuple[Experiment, Experiment]:
    """The five systems of Figure 3 at the scale of MNIST, and the one that nobody could train.

    Args:
        base: the learning rate of the plain network.
        seed: of the first weights and the mini-batches, which all six networks share.

    Returns:
        Four networks of ReLU units: without BN, and with it at 1, 5 and 30 times the rate; two of sigmoids,
        with BN and without, at 5 times the rate.
    """
    relu = (_arm("none", base), *(_arm("batch", base * factor) for factor in FACTORS))
    sigmoid = (_arm("batch", base * 5), _arm("none", base * 5))
    return _systems("relu", relu, seed), _systems("sigmoid", sigmoid, seed)


def _arm(normalization: Normalization, rate: float) -> Arm:
    return Arm(normalization=normalization, learning_rate=round(rate, 6))


def _systems(activation: Activation, arms: tuple[Arm, ...], seed: int) -> Experiment:
    return Experiment(
        depth=SYSTEM_DEPTH,
        activation=activation,
        initialization="xavier",
        steps=SYSTEM_STEPS,
        seed=seed,
        arms=arms,
        detail="scores",
    )


def convolution(seed: int = 1) -> Experiment:
    """Networks of convolutions with BN and without, as the lab's preset has them."""
    return PRESETS["convolution"].setup.model_copy(update={"seed": seed}).experiment()
