"""What the claims of the page `why` measure; accuracies from 0 to 1, on all test images."""

from __future__ import annotations

import numpy as np

from bnviz.lessons.claims.claim import Evidence, Values
from bnviz.lessons.covariate_shift.layers import first_batches
from bnviz.lessons.regularisation.repeats import scores
from bnviz.lessons.why import ghosts, noisy, shift, small_batches


def distributions(evidence: Evidence) -> Values:
    """The shift of the last layer in its first σ, the median over the later steps."""
    moved = shift.typical(evidence.outcomes[0].table("layers"), "shift", "later")[:, -1]
    return {"bn": moved[shift.BN], "plain": moved[shift.PLAIN]}


def gradients(evidence: Evidence, stretch: str) -> Values:
    """‖G − G′‖/‖G‖ of the layers 2 and 3, medians over a stretch of steps."""
    layers = shift.with_relative_change(evidence.outcomes[0].table("layers"))
    change = shift.typical(layers, "gradient_change_relative", stretch)
    return {
        f"{name}_{layer + 1}": change[arm, layer]
        for name, arm in (("bn", shift.BN), ("plain", shift.PLAIN))
        for layer in (1, 2)
    }


def about_as_much(found: Values) -> bool:
    """Whether BN's gradients change about as much, or more, in both layers."""
    return all(found[f"bn_{layer}"] >= shift.ABOUT * found[f"plain_{layer}"] for layer in (2, 3))


def with_noise(evidence: Evidence) -> Values:
    """Test accuracy with noise 0, 1 and 4, with BN and without."""
    found = noisy.by_strength(scores(evidence.outcomes, "accuracy"))
    places = {f"{noise:g}": noisy.STRENGTHS.index(noise) for noise in (0.0, 1.0, 4.0)}
    return {
        f"{name}_{noise}": float(accuracies[place, 0])
        for name, accuracies in (("bn", found["batch"]), ("plain", found["none"]))
        for noise, place in places.items()
    }


def shaken(evidence: Evidence) -> Values:
    """How far the layers move from mini-batch to mini-batch, in σ, the mean over all; and accuracies."""
    (outcome,) = evidence.outcomes
    experiment = outcome.run.experiment
    batches = first_batches(experiment, evidence.digits)
    kept = outcome.networks(noisy.INSIDE_STEPS)
    moved = [
        float(np.mean(noisy.restlessness(each.network, batches, arm.noise)))
        for each, arm in zip(kept, experiment.arms, strict=True)
    ]
    names = ("bn", "noisy_bn", "plain", "noisy_plain")
    right = {f"{name}_right": value for name, value in zip(names, outcome.final(), strict=True)}
    return dict(zip(names, moved, strict=True)) | right


def with_ghosts(evidence: Evidence) -> Values:
    """Test accuracy of ghosts of 4 and 16, of whole mini-batches of 512 and 32, and of 512 without BN."""
    large, small = (outcome.final() for outcome in evidence.outcomes)
    return {
        "ghosts_4": large[ghosts.GHOSTS.index(4)],
        "ghosts_16": large[ghosts.GHOSTS.index(16)],
        "whole": large[ghosts.WHOLE],
        "plain": large[ghosts.PLAIN],
        "small": small[0],
    }


def of_small_batches(evidence: Evidence) -> Values:
    """Test accuracy of BN and LN at every m, and of BN at m = 2 with fresh statistics."""
    found: dict[str, float] = {}
    for size, outcome in zip(small_batches.SIZES, evidence.outcomes, strict=True):
        found |= {f"bn_{size}": outcome.final()[0], f"ln_{size}": outcome.final()[1]}
    first = evidence.outcomes[0]
    kept = first.networks(first.run.experiment.steps)[0]
    fresh = small_batches.with_fresh_statistics(kept.network, first.run.experiment, evidence.digits)
    return found | {"fresh_2": fresh}


def two_values(evidence: Evidence) -> Values:
    """How far from ±1 Batch Normalization takes two values, of 1,000 pairs at least 0.1 apart."""
    generator = np.random.default_rng(evidence.seed)
    low, apart = generator.normal(size=1000), generator.uniform(0.1, 10, 1000)
    pairs = [small_batches.pair(first, first + more) for first, more in zip(low, apart, strict=True)]
    return {"farthest": float(np.abs(np.array(pairs) - [-1, 1]).max())}
