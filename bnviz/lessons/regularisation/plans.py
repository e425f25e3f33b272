"""The networks of the sections on overfitting: small training sets, which they learn by heart."""

from __future__ import annotations

from collections.abc import Sequence

from bnviz.experiment import Arm, Experiment

IMAGES = (500, 1_000, 4_000)
"""Training images to choose from; even the smallest data set has the last."""
USUAL_IMAGES = 1_000
TIMES = (1, 3, 5)
"""How often a training may be repeated, each time from another seed."""
USUAL_TIMES = 3

STEPS, BATCH_SIZE = 600, 64
BOTH = (Arm(normalization="batch"), Arm(normalization="none"))
BN, PLAIN = 0, 1
"""The places of the arms of BOTH."""

SIZES = (8, 16, 32, BATCH_SIZE, 128, 256)
GHOSTS = (4, 8, 16)
RATES = (0.0, 0.2, 0.5, 0.8)
DECAYS = (0.0, 0.003, 0.01, 0.03)


def seeds(times: int) -> range:
    """The seeds of so many repetitions."""
    return range(1, times + 1)


def of_sizes(images: int, seed: int) -> tuple[Experiment, ...]:
    """Mini-batches of each of SIZES, with BN and without; in those of BATCH_SIZE, also ghosts of GHOSTS."""
    ghosts = tuple(Arm(ghost_batch=ghost) for ghost in GHOSTS)
    return tuple(_plan(images, seed, BOTH + ghosts if size == BATCH_SIZE else BOTH, size) for size in SIZES)


def of_dropout(images: int, seed: int) -> Experiment:
    """Dropout at each of RATES: first all arms with BN, then all without."""
    arms = [arm.model_copy(update={"dropout": rate}) for arm in BOTH for rate in RATES]
    return _plan(images, seed, arms)


def of_decay(images: int, seed: int) -> Experiment:
    """Each of DECAYS without BN, on the weights with BN, and, but for 0, on γ, β and biases too with BN."""
    kinds = [
        *(Arm(normalization="none", weight_decay=decay) for decay in DECAYS),
        *(Arm(weight_decay=decay) for decay in DECAYS),
        *(Arm(weight_decay=decay, decayed="all") for decay in DECAYS[1:]),
    ]
    return _plan(images, seed, kinds)


def of_norms(images: int) -> Experiment:
    """Each of DECAYS on the weights with BN, with all that is recorded of the layers."""
    arms = tuple(Arm(weight_decay=decay) for decay in DECAYS)
    return _plan(images, 1, arms).model_copy(update={"detail": "layers"})


def _plan(images: int, seed: int, arms: Sequence[Arm], batch_size: int = BATCH_SIZE) -> Experiment:
    return Experiment(
        activation="relu",
        initialization="he",
        arms=tuple(arms),
        batch_size=batch_size,
        steps=STEPS,
        seed=seed,
        training_images=images,
        detail="scores",
    )
