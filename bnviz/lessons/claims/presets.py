"""What the presets of the lab claim: each is trained as it stands, with other seeds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bnviz.experiment import Experiment
from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim, Evidence, Values
from bnviz.lessons.presets import PRESETS

BN, PLAIN = 0, 1  # the places of the arms


def of_preset(name: str) -> Callable[[int], tuple[Experiment, ...]]:
    """The preset's experiment for each seed."""

    def experiments(seed: int) -> tuple[Experiment, ...]:
        return (PRESETS[name].setup.model_copy(update={"seed": seed}).experiment(),)

    return experiments


def _scores(evidence: Evidence) -> Values:
    bn, plain = evidence.outcomes[0].final()
    return {"bn": bn, "plain": plain}


def _first_thousands(evidence: Evidence) -> Values:
    """The scores, and the best that the plain network had on the probe images until step 2,000."""
    tests = evidence.outcomes[0].table("tests")
    until = tests[(tests["arm"] == PLAIN) & (tests["step"] <= 2_000)]
    return {**_scores(evidence), "until": float(until["test_accuracy"].max())}


def _survival(evidence: Evidence) -> Values:
    """The scores, and for how many steps the plain network's loss was a number."""
    losses = evidence.outcomes[0].table("losses")
    numbers = np.isfinite(losses.loc[losses["arm"] == PLAIN, "train_loss"])
    return {**_scores(evidence), "lasted": float(numbers.sum())}


def _lead(evidence: Evidence) -> Values:
    """The scores, and the steps of each arm to 95 % of the probe images; infinite if it never got there."""
    to = [math.inf if step is None else step for step in evidence.outcomes[0].steps_to(0.95)]
    return {**_scores(evidence), "bn_steps": to[BN], "plain_steps": to[PLAIN]}


CLAIMS: tuple[Claim, ...] = (
    Claim(
        name="lab/quick-look",
        place="lab",
        says=N_(
            "After 3,000 steps Batch Normalization has more than 93 % of the test images right and the "
            "plain network less than 50 %; until step 2,000 the plain network has never more than 40 %."
        ),
        source=N_("paper §4.1, Figure 1(a)"),
        experiments=of_preset("quick-look"),
        measure=_first_thousands,
        holds=lambda found: found["bn"] > 0.93 and found["plain"] < 0.5 and found["until"] < 0.4,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}, until step 2,000 at most {until:.1%}"),
    ),
    Claim(
        name="lab/paper-figure-1",
        place="lab",
        says=N_(
            "In the paper's 50,000 steps the plain network catches up to within 2 points of Batch "
            "Normalization, which has more than 97 %, and stays behind."
        ),
        source=N_("paper §4.1, Figure 1(a)"),
        experiments=of_preset("paper-figure-1"),
        measure=_scores,
        holds=lambda found: found["bn"] > 0.97 and 0 < found["bn"] - found["plain"] < 0.02,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="lab/seed-003",
        place="lab",
        says=N_("In the PyTorch example Batch Normalization is half a point to three points better."),
        source=N_("seed 003 (97.8 % against 95.55 %)"),
        experiments=of_preset("seed-003"),
        measure=_scores,
        holds=lambda found: 0.005 < found["bn"] - found["plain"] < 0.03,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="lab/deep-sigmoid",
        place="lab",
        says=N_(
            "With Batch Normalization 8 layers of sigmoid units get more than 93 % right; without, they "
            "stay at chance, below 12 %."
        ),
        source=N_("paper §4.2.2 (sigmoids can be trained)"),
        experiments=of_preset("deep-sigmoid"),
        measure=_scores,
        holds=lambda found: found["bn"] > 0.93 and found["plain"] < 0.12,
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}"),
    ),
    Claim(
        name="lab/high-learning-rate",
        place="lab",
        says=N_(
            "At a learning rate of 1 Batch Normalization gets more than 95 % right; the plain network's "
            "loss is no number any more within 20 steps, or it is at least 5 points behind in the end."
        ),
        source=N_("paper §3.3"),
        experiments=of_preset("high-learning-rate"),
        measure=_survival,
        holds=lambda found: (
            found["bn"] > 0.95 and (found["lasted"] < 20 or found["plain"] < found["bn"] - 0.05)
        ),
        shows=N_("BN {bn:.1%}, no BN {plain:.1%}; its loss is a number for {lasted:,.0f} steps"),
    ),
    Claim(
        name="lab/convolution",
        place="lab",
        says=N_(
            "With Batch Normalization map by map a convolution first has 95 % of the probe images right "
            "after at most 0.7 times as many steps; after 1,000 steps its lead is less than 3 points."
        ),
        source=N_("paper §3.2"),
        experiments=of_preset("convolution"),
        measure=_lead,
        holds=lambda found: (
            found["bn_steps"] <= 0.7 * found["plain_steps"] and 0 < found["bn"] - found["plain"] < 0.03
        ),
        shows=N_(
            "95% after {bn_steps:.0f} steps, no BN {plain_steps:.0f}; in the end {bn:.1%} and {plain:.1%}"
        ),
    ),
)
