"""What the claims of the page `paper` measure: the values that decide."""

from __future__ import annotations

from bnviz.lessons.claims.claim import Evidence, Values
from bnviz.lessons.paper.drift import drifts
from bnviz.lessons.paper.feature_maps import SIZES, fluctuation
from bnviz.lessons.paper.imagenet import BY_NAME, times_fewer
from bnviz.lessons.paper.plans import BN, CALIBRATED, PLAIN
from bnviz.lessons.paper.systems import (
    BASELINE,
    BN_1,
    BN_5,
    BN_30,
    BN_SIGMOID,
    SIGMOID,
    Score,
    courses,
    scores,
)


def ends(evidence: Evidence) -> Values:
    """Final accuracies, and the part of the steps in which BN has that of the plain network."""
    (outcome,) = evidence.outcomes
    final = outcome.final()
    there = outcome.steps_to(final[PLAIN])[BN]
    steps = outcome.run.experiment.steps
    return {"bn": final[BN], "plain": final[PLAIN], "there": (steps if there is None else there) / steps}


def wandering(evidence: Evidence) -> Values:
    """How far the last hidden layer's inputs wander in each arm."""
    (outcome,) = evidence.outcomes
    experiment = outcome.run.experiment
    moved = drifts(outcome.table("layers"), experiment.depth, len(experiment.arms))
    return {
        "median_bn": moved[BN].median,
        "median_plain": moved[PLAIN].median,
        "spread_bn": moved[BN].spread,
        "spread_plain": moved[PLAIN].spread,
    }


def calibrated(evidence: Evidence) -> Values:
    """The accuracy at the end at each rate: "bn_01", "plain_01" at a rate of 0.1, and so on."""
    names = [f"{name}_{rate:g}".replace(".", "") for rate in CALIBRATED for name in ("bn", "plain")]
    return dict(zip(names, evidence.outcomes[0].final(), strict=True))


def published(evidence: Evidence) -> Values:
    """The paper's own ratios of steps."""
    plain, alone, faster = (BY_NAME[name] for name in ("Inception", "BN-Baseline", "BN-x5"))
    return {
        "alone": times_fewer(plain, alone) or 0.0,
        "faster": times_fewer(plain, faster) or 0.0,
    }


def _table(evidence: Evidence) -> list[Score]:
    return scores(courses(evidence.outcomes))


def times(evidence: Evidence) -> Values:
    """How many times fewer steps than the baseline, for the versions with BN and ReLU."""
    table = _table(evidence)
    return {"bn": table[BN_1].times, "five": table[BN_5].times, "thirty": table[BN_30].times}


def finals(evidence: Evidence) -> Values:
    """Accuracies at the end, on all test images."""
    table = _table(evidence)
    return {
        "plain": table[BASELINE].final,
        "bn": table[BN_1].final,
        "five": table[BN_5].final,
        "thirty": table[BN_30].final,
        "sigmoid": table[BN_SIGMOID].final,
        "hopeless": table[SIGMOID].final,
    }


def worth(evidence: Evidence) -> Values:
    """What the positions of a feature map are worth, and how the means of mini-batches vary."""
    found = fluctuation(evidence.digits)
    return {
        "worth": found.worth,
        "unit": found.unit[-1] * SIZES[-1] ** 0.5,
        "ratio": found.unit[-1] / found.map[-1],
    }
