"""What the lesson Sweeps claims: how many settings work, and where no normalization is as good or better."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bnviz.experiment import Experiment
from bnviz.experiment.settings import Normalization
from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim, Evidence, Values
from bnviz.lessons.sweeps.plans import Varied, default_sweep, sweep
from bnviz.runs.outcome import Outcome

REACHED = 0.9  # the accuracy that a working network has had
SIGMOID_ROW = 5  # init σ 0.3, where plain sigmoid networks are at their best

NAMES: Mapping[str, Normalization] = MappingProxyType({"bn": "batch", "plain": "none", "layer": "layer"})
Experiments = Callable[[int], tuple[Experiment, ...]]


def rows(varied: Varied, wanted: slice = slice(None)) -> Experiments:
    """Some rows of the sweep that a section starts with."""
    return lambda seed: default_sweep(varied, seed).experiments()[wanted]


def sigmoid_row(seed: int) -> tuple[Experiment, ...]:
    """One row of the first section's sweep, of sigmoids."""
    row = default_sweep("init_std", seed).experiments()[SIGMOID_ROW]
    return (row.model_copy(update={"activation": "sigmoid"}),)


def deep_relu(seed: int) -> tuple[Experiment, ...]:
    """The deepest row of the second section's grid, of ReLU with He's first weights."""
    return sweep("depth", "4 × 4", activation="relu", steps=500, seed=seed).experiments()[-1:]


def pairs(seed: int) -> tuple[Experiment, ...]:
    """Mini-batches of two, with Layer Normalization as well."""
    kinds: tuple[Normalization, ...] = ("batch", "none", "layer")
    planned = sweep("batch_size", "4 × 4", activation="relu", normalizations=kinds, steps=500, seed=seed)
    return planned.experiments()[:1]


def region(evidence: Evidence) -> Values:
    """How many networks of each kind have had the accuracy."""
    reached = [[float(step is not None) for step in each.steps_to(REACHED)] for each in evidence.outcomes]
    return _by_kind(evidence.outcomes, reached, sum)


def best(evidence: Evidence) -> Values:
    """The best accuracy at the end among the networks of each kind."""
    return _by_kind(evidence.outcomes, [each.final() for each in evidence.outcomes], max)


def _by_kind(
    outcomes: Sequence[Outcome],
    scores: Sequence[Sequence[float]],
    join: Callable[[Sequence[float]], float],
) -> Values:
    """The scores of each kind of network, but for what is no number, joined to one value."""

    def of(kind: Normalization) -> float:
        found = [
            score
            for outcome, row in zip(outcomes, scores, strict=True)
            for arm, score in zip(outcome.run.experiment.arms, row, strict=True)
            if arm.normalization == kind and not math.isnan(score)
        ]
        return join(found)

    kinds = {arm.normalization for outcome in outcomes for arm in outcome.run.experiment.arms}
    return {name: of(kind) for name, kind in NAMES.items() if kind in kinds}


CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="sweeps/region",
        place="sweeps/init",
        says=N_(
            "Of 64 settings of learning rate and init σ, at least three times as many bring a ReLU network "
            "to 90 % within 1,000 steps with BN as without."
        ),
        source=N_("seed 001 §3 (a much easier search for hyperparameters)"),
        experiments=rows("init_std"),
        measure=region,
        holds=lambda found: found["bn"] >= 3 * found["plain"] > 0,
        shows=N_("BN {bn:.0f} of 64, no BN {plain:.0f}"),
    ),
    Claim(
        name="sweeps/peak",
        place="sweeps/init",
        says=N_("The best of these ReLU networks without BN is less than 3 points behind the best with BN."),
        source=N_("this project"),
        experiments=rows("init_std"),
        measure=best,
        holds=lambda found: 0 < found["bn"] - found["plain"] < 0.03,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="sweeps/sigmoid-peak",
        place="sweeps/init",
        says=N_(
            "At init σ = 0.3, the best sigmoid network without BN is at most 3 points behind the best "
            "with BN."
        ),
        source=N_("this project"),
        experiments=sigmoid_row,
        measure=best,
        holds=lambda found: found["bn"] - found["plain"] < 0.03,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="sweeps/depth",
        place="sweeps/depth",
        says=N_(
            "At one of four learning rates a network of eight sigmoid layers with BN has 80 % after 500 "
            "steps; without BN none has more than 15 %."
        ),
        source=N_("seed 000; paper §1, §4.2"),
        experiments=rows("depth", slice(-1, None)),
        measure=best,
        holds=lambda found: found["bn"] > 0.8 and found["plain"] < 0.15,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="sweeps/depth-relu",
        place="sweeps/depth",
        says=N_(
            "With ReLU and He's first weights, a network of eight layers without BN has 88 % after 500 "
            "steps too."
        ),
        source=N_("this project"),
        experiments=deep_relu,
        measure=best,
        holds=lambda found: found["plain"] > 0.88,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="sweeps/batch-of-two",
        place="sweeps/batch",
        says=N_(
            "With mini-batches of two, the best network without BN is 10 points or more ahead of the best "
            "with BN."
        ),
        source=N_("Ioffe 2017 (small mini-batches)"),
        experiments=rows("batch_size", slice(0, 1)),
        measure=best,
        holds=lambda found: found["plain"] - found["bn"] > 0.1,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="sweeps/batch-of-two-layer",
        place="sweeps/batch",
        says=N_(
            "With mini-batches of two, the best network with Layer Normalization is not behind the best "
            "without any, and 20 points or more ahead of the best with BN."
        ),
        source=N_("Ba et al. 2016"),
        experiments=pairs,
        measure=best,
        holds=lambda found: found["layer"] > found["plain"] and found["layer"] - found["bn"] > 0.2,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}, Layer Normalization {layer:.1%}"),
    ),
    Claim(
        name="sweeps/batch-of-eight",
        place="sweeps/batch",
        says=N_(
            "With mini-batches of eight the best network with BN has caught up: no more than 1 point behind "
            "the best without it."
        ),
        source=N_("this project"),
        experiments=rows("batch_size", slice(1, 2)),
        measure=best,
        holds=lambda found: found["bn"] > found["plain"] - 0.01,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="sweeps/batch-of-32",
        place="sweeps/batch",
        says=N_(
            "With mini-batches of 32 the best network with BN is half a point or more ahead of the best "
            "without it."
        ),
        source=N_("seed 000; seed 001 §3"),
        experiments=rows("batch_size", slice(2, 3)),
        measure=best,
        holds=lambda found: found["bn"] - found["plain"] > 0.005,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
)
