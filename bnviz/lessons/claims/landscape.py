"""What the page Why it works says of the loss's landscape, of large steps and of deep gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bnviz.data.dataset import PIXELS
from bnviz.experiment import Experiment
from bnviz.language import N_
from bnviz.lessons.claims.claim import Claim, Evidence, Values
from bnviz.lessons.why.first_weights import (
    GROWTH,
    Shape,
    digits_batch,
    first_network,
    gradient_norms,
    growth,
    spreads_on_the_way,
)
from bnviz.lessons.why.landscape import IMAGES, Along, along_gradient, median_smoothness
from bnviz.lessons.why.networks import BN, CHECKPOINTS, PLAIN, RATE, first_images, pair
from bnviz.lessons.why.rates import RATES, at_rates, gain
from bnviz.lessons.why.surface import IMAGES as SURFACE_IMAGES
from bnviz.lessons.why.surface import POINTS, descent_direction, places_of, random_direction, surface

_FACTORS = (0.5, 1.0, 2.0, 4.0)
_LEARNING = [step for step in CHECKPOINTS if step >= 20]
_STEP = 100
_NEAR = 0.05  # of the weights' length: how far the way down is followed


def _pair(name: str) -> Callable[[int], tuple[Experiment, ...]]:
    return lambda seed: (pair(name, seed),)


def _rates(depth: int) -> Callable[[int], tuple[Experiment, ...]]:
    return lambda seed: (at_rates(depth, seed),)


def _along(evidence: Evidence, step: int, arm: int) -> Along:
    (outcome,) = evidence.outcomes
    images = first_images(outcome.run.experiment, evidence.digits, IMAGES)
    rates = [factor * RATE for factor in _FACTORS]
    return along_gradient(outcome.networks(step)[arm].network, *images, rates)


def _while_learning(evidence: Evidence) -> Values:
    bn, plain = (
        median_smoothness([_along(evidence, step, arm) for step in _LEARNING]) for arm in (BN, PLAIN)
    )
    return {"bn": bn, "plain": plain, "ratio": bn / plain}


def _at_the_start(evidence: Evidence) -> Values:
    bn, plain = (_along(evidence, 0, arm).smoothness for arm in (BN, PLAIN))
    return {"bn": bn, "plain": plain, "ratio": bn / plain}


def _highest(evidence: Evidence) -> Values:
    (outcome,) = evidence.outcomes
    images = first_images(outcome.run.experiment, evidence.digits, SURFACE_IMAGES)
    bn, plain = outcome.networks(_STEP)

    def top(arm: int, running: bool) -> float:
        network, statistics = (bn, plain)[arm]
        across, up = (random_direction(network, seed) for seed in (1, 2))
        return float(surface(network, across, up, 1.0, *images, statistics if running else None).max())

    return {"bn": top(BN, False), "plain": top(PLAIN, False), "running": top(BN, True)}


def _farthest(evidence: Evidence) -> Values:
    (outcome,) = evidence.outcomes
    images = first_images(outcome.run.experiment, evidence.digits, SURFACE_IMAGES)

    def lowest(arm: int) -> float:
        network = outcome.networks(_STEP)[arm].network
        down, up = descent_direction(network, *images), random_direction(network, 2)
        middle = surface(network, down, up, _NEAR, *images)[POINTS // 2]
        return float(places_of(_NEAR)[middle.argmin()])

    return {"bn": lowest(BN), "plain": lowest(PLAIN)}


def _gains(evidence: Evidence) -> Values:
    (outcome,) = evidence.outcomes
    found = gain(outcome.final("test_accuracy"))
    large = RATES.index(0.3)
    return {
        "small": 100 * found.at_small,
        "best": 100 * found.best,
        "bn_large": found.bn[large],
        "plain_large": found.plain[large],
    }


def _last_spreads(evidence: Evidence) -> Values:
    def last(normalised: bool) -> float:
        shape = Shape(12, 100, "relu", normalised, evidence.seed)
        return float(spreads_on_the_way(shape, 3.0, 2, PIXELS, evidence.digits)[-1].before[-1])

    return {"bn": last(True), "plain": last(False)}


def _growths(evidence: Evidence) -> Values:
    batch = digits_batch(evidence.digits, 128, evidence.seed)

    def of(activation: str, normalised: bool) -> float:
        shape = Shape(30, 256, activation, normalised, evidence.seed)
        return growth(gradient_norms(first_network(shape, PIXELS), batch).products)

    return {"bn": of("relu", True), "plain": of("relu", False), "sigmoid": of("sigmoid", False)}


def _obey_the_law(values: Values) -> bool:
    close = np.isclose([values["bn"], values["plain"]], [GROWTH, 1.0], rtol=0.04)
    return bool(close.all()) and values["sigmoid"] < 0.4


CLAIMS = (
    Claim(
        name="why/smoother-while-learning",
        place="why/landscape",
        says=N_(
            "With 3 × 100 ReLU units, from step 20 to 1,000 at rate 0.1, the median effective β-smoothness "
            "is with BN at most 0.8 of that without."
        ),
        source=N_("Santurkar et al. 2018, §3.2"),
        experiments=_pair("relu"),
        measure=_while_learning,
        holds=lambda values: values["ratio"] <= 0.8,
        shows=N_("BN {bn:.2f}, no BN {plain:.2f}"),
    ),
    Claim(
        name="why/smoother-from-the-start",
        place="why/landscape",
        says=N_("With 8 × 100 ReLU units the effective β-smoothness is smaller with BN at step 0 already."),
        source=N_("a reading of Santurkar et al. 2018 that this project's networks contradict"),
        experiments=_pair("deep"),
        measure=_at_the_start,
        holds=lambda values: values["ratio"] < 1,
        shows=N_("BN {bn:.1f}, no BN {plain:.1f}"),
        expected=False,
    ),
    Claim(
        name="why/surface-stays-low",
        place="why/surface",
        says=N_(
            "With 8 × 100 ReLU units at step 100, as far away as the weights are long, the highest loss on "
            "a random plane is below 10 nats with BN, above 30 without, and above 30 with running statistics."
        ),
        source=N_("this project; directions as in Li et al. 2018, §4"),
        experiments=_pair("deep"),
        measure=_highest,
        holds=lambda values: values["bn"] < 10 and min(values["plain"], values["running"]) > 30,
        shows=N_("BN {bn:.1f}, no BN {plain:.0f}, BN with running statistics {running:.0f}"),
    ),
    Claim(
        name="why/down-the-gradient",
        place="why/surface",
        says=N_(
            "With 3 × 100 ReLU units at step 100, the lowest point down the gradient lies with BN at least "
            "twice as far away as without, in lengths of the weights."
        ),
        source=N_("this project; compare Santurkar et al. 2018, §3.2"),
        experiments=_pair("relu"),
        measure=_farthest,
        holds=lambda values: values["bn"] >= 2 * values["plain"],
        shows=N_("BN {bn:.3f}, no BN {plain:.3f}"),
    ),
    Claim(
        name="why/gain-is-the-rate-deep",
        place="why/larger_steps",
        says=N_(
            "With 12 × 50 ReLU units, 1,000 steps: at rate 0.01 BN gains less than 1 point, and at least "
            "0.8 where each has its best rate."
        ),
        source=N_("Bjorck et al. 2018, §3"),
        experiments=_rates(12),
        measure=_gains,
        holds=lambda values: values["small"] < 1 and values["best"] >= 0.8,
        shows=N_("at 0.01 {small:+.1f} points, at their best {best:+.1f}"),
    ),
    Claim(
        name="why/gain-is-the-rate-shallow",
        place="why/larger_steps",
        says=N_("With 3 × 100 ReLU units, 1,000 steps: at rate 0.01 BN gains less than 1 point."),
        source=N_("Bjorck et al. 2018, §3"),
        experiments=_rates(3),
        measure=_gains,
        holds=lambda values: values["small"] < 1,
        shows=N_("at 0.01 {small:+.1f} points, at their best {best:+.1f}"),
        expected=False,
    ),
    Claim(
        name="why/larger-rates",
        place="why/larger_steps",
        says=N_("With 12 × 50 ReLU units at rate 0.3, 1,000 steps: BN at least 90 %, no BN at most 85 %."),
        source=N_("Bjorck et al. 2018, §3; paper §3.3"),
        experiments=_rates(12),
        measure=_gains,
        holds=lambda values: values["bn_large"] >= 0.9 and values["plain_large"] <= 0.85,
        shows=N_("BN {bn_large:.1%}, no BN {plain_large:.1%}"),
    ),
    Claim(
        name="why/large-steps-explode",
        place="why/larger_steps",
        says=N_(
            "Two steps at rate 3 from He's weights, 12 × 100 ReLU: the values Wu of the last layer have a "
            "standard deviation of more than 1,000 without BN, and of less than 10 with BN."
        ),
        source=N_("Bjorck et al. 2018, §3"),
        measure=_last_spreads,
        holds=lambda values: not values["plain"] <= 1000 and values["bn"] < 10,
        shows=N_("BN {bn:.2g}, no BN {plain:.2g}"),
        brief=True,
    ),
    Claim(
        name="why/gradients-grow",
        place="why/explosion",
        says=N_(
            "At first weights, 30 × 256 ReLU, 128 digits: the gradient grows by 1.211 a layer down with BN "
            "and by 1 without, each within 4 %; with sigmoids and no BN it shrinks to less than 0.4."
        ),
        source=N_("Yang et al. 2019; He et al. 2015"),
        measure=_growths,
        holds=_obey_the_law,
        shows=N_("BN {bn:.3f}, no BN {plain:.3f}, sigmoids {sigmoid:.2f}"),
        brief=True,
    ),
)
