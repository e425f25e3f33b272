"""What the claims of the lesson Regularisation are judged by; small effects over TIMES trainings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bnviz.experiment import Experiment
from bnviz.lessons.claims.claim import Evidence, Values
from bnviz.lessons.regularisation import companions, noise, plans
from bnviz.lessons.regularisation.repeats import Difference, Measure, paired, scores
from bnviz.lessons.regularisation.weight_norms import effective_rate, weight_norms
from bnviz.lessons.test_time.network import BN, CHECKPOINTS, EXPERIMENT, asked_digits, network_inputs
from bnviz.maths import Array
from bnviz.runs.outcome import Outcome

TIMES = 5  # trainings of a claim, as on the page
IMAGES = plans.USUAL_IMAGES
LOOKED_AT = 10  # one unit in so many
FOLLOWED = 10  # test images whose answers in company are looked at
COMPARED = (16, plans.BATCH_SIZE, 256)  # mini-batches
PLAIN, WEIGHTS, EVERYTHING = 0, len(plans.DECAYS), 2 * len(plans.DECAYS) - 1
"""Where the arms of each kind of decay start; those of EVERYTHING have no first decay, 0."""


def trained(seed: int) -> tuple[Experiment, ...]:
    """The network of the sections Noise and Companions."""
    return (EXPERIMENT.model_copy(update={"seed": seed}),)


def repeated(seed: int) -> range:
    """The seeds of the trainings that one claim's seed stands for."""
    return range(TIMES * (seed - 1) + 1, TIMES * seed + 1)


def of_sizes(seed: int) -> tuple[Experiment, ...]:
    """Those of the section on the gap whose mini-batches are COMPARED, seed by seed."""
    every = [plan for each in repeated(seed) for plan in plans.of_sizes(IMAGES, each)]
    return tuple(plan for plan in every if plan.batch_size in COMPARED)


def of_dropout(seed: int) -> tuple[Experiment, ...]:
    """Those of the section on Dropout."""
    return tuple(plans.of_dropout(IMAGES, each) for each in repeated(seed))


def of_decay(seed: int) -> tuple[Experiment, ...]:
    """Those of the section on weight decay."""
    return tuple(plans.of_decay(IMAGES, each) for each in repeated(seed))


def of_norms(seed: int) -> tuple[Experiment, ...]:
    """That of the same section which records the layers."""
    return (plans.of_norms(IMAGES).model_copy(update={"seed": seed}),)


def noise_of_statistics(evidence: Evidence) -> Values:
    """How far the noise of μ_B and of σ²_B is from the rules: the median of 30 units, at the worst m."""
    network, running = evidence.outcomes[0].networks(CHECKPOINTS[-1])[BN]
    layers = noise.unit_values(network, running, evidence.digits)
    to_rules = np.array([_to_rules(unit) for values in layers for unit in values.T[::LOOKED_AT]])
    means, variances = np.median(to_rules, axis=0).T
    return {
        "worst": float(np.abs(means - 1).max()),
        "worst_variance": float(np.abs(variances[2:] - 1).max()),  # from m = 8 on
    }


def _to_rules(unit: Array) -> Array:
    """The noise of μ_B and σ²_B, in that of the rules for draws without replacement: (sizes, 2)."""
    epochs, kurtosis = noise.shuffled(unit), noise.kurtosis_of(unit)
    ratios = [
        np.divide(noise.measured(epochs, size), noise.predicted(size, kurtosis))
        / noise.without_replacement(size, len(unit))
        for size in noise.SIZES
    ]
    return np.array(ratios)


def answers_in_company(evidence: Evidence) -> Values:
    """How much the right class's logit wavers, on average over a few images, at m = 4 and at 64."""
    network, _ = evidence.outcomes[0].networks(CHECKPOINTS[-1])[BN]
    images, labels = asked_digits(evidence.digits)
    first_wu = network_inputs(evidence.digits, images) @ network.hidden[0].weight.T
    above = companions.above_the_images(network)
    spreads = [
        [
            companions.logits_in_company(above, first_wu, place, size)[:, labels[place]].std()
            for size in (4, 64)
        ]
        for place in range(FOLLOWED)
    ]
    few, many = np.mean(spreads, axis=0)
    return {"few": float(few), "many": float(many), "times": float(few / many)}


def _said(**differences: Difference) -> dict[str, float]:
    """Means and margins by name."""
    return {
        f"{name}{part}": value
        for name, difference in differences.items()
        for part, value in (("", difference.mean), ("_margin", difference.margin))
    }


def _sizes(evidence: Evidence, measure: Measure) -> list[Array]:
    """The scores at each of COMPARED, (arms, times)."""
    return [scores(evidence.outcomes[place :: len(COMPARED)], measure) for place in range(len(COMPARED))]


def alone(evidence: Evidence) -> Values:
    """BN against no BN in test accuracy, in mini-batches of 64 and of 256."""
    _, usual, large = _sizes(evidence, "accuracy")
    return _said(usual=paired(usual[BN], usual[plans.PLAIN]), large=paired(large[BN], large[plans.PLAIN]))


def surer(evidence: Evidence) -> Values:
    """BN against no BN in test loss, in mini-batches of 64."""
    usual = _sizes(evidence, "loss")[1]
    return _said(loss=paired(usual[BN], usual[plans.PLAIN]))


def smaller_mini_batches(evidence: Evidence) -> Values:
    """Mini-batches of 16 against 256 in test accuracy, with BN and without, and by how much more with."""
    small, _, large = _sizes(evidence, "accuracy")
    bn, plain = small[BN] - large[BN], small[plans.PLAIN] - large[plans.PLAIN]
    nothing = np.zeros(TIMES)
    return _said(bn=paired(bn, nothing), plain=paired(plain, nothing), more=paired(bn, plain))


def smaller_ghosts(evidence: Evidence) -> Values:
    """Ghosts of 16 against the whole mini-batch in test accuracy and loss, and ghosts of 4 in loss."""
    accuracy, loss = (_sizes(evidence, measure)[1] for measure in ("accuracy", "loss"))
    few, some = (len(plans.BOTH) + plans.GHOSTS.index(size) for size in (4, 16))
    return _said(
        accuracy=paired(accuracy[some], accuracy[BN]),
        loss=paired(loss[some], loss[BN]),
        small=paired(loss[few], loss[BN]),
    )


def _rates(outcomes: Sequence[Outcome]) -> tuple[Array, Array]:
    """Test accuracies with BN and without, each (rates, times)."""
    with_bn, without = scores(outcomes, "accuracy").reshape(2, len(plans.RATES), -1)
    return with_bn, without


def dropout_helps(evidence: Evidence) -> Values:
    """Dropout of 0.2 against none with BN, and the accuracy that is left at the highest rate."""
    with_bn, _ = _rates(evidence.outcomes)
    return _said(bn=paired(with_bn[1], with_bn[0])) | {"most": float(with_bn[-1].mean())}


def instead_of_dropout(evidence: Evidence) -> Values:
    """BN without Dropout against Dropout of 0.2 without BN."""
    with_bn, without = _rates(evidence.outcomes)
    return _said(instead=paired(with_bn[0], without[1]))


def decay(evidence: Evidence) -> Values:
    """λ = 0.01 against none with BN, and λ = 0.03 against none without."""
    accuracy = scores(evidence.outcomes, "accuracy")
    some, most = plans.DECAYS.index(0.01), plans.DECAYS.index(0.03)
    return _said(
        bn=paired(accuracy[WEIGHTS + some], accuracy[WEIGHTS]),
        plain=paired(accuracy[PLAIN + most], accuracy[PLAIN]),
    )


def decayed_too(evidence: Evidence) -> Values:
    """λ = 0.01 on γ, β and biases too against the weights only, in test loss."""
    loss, some = scores(evidence.outcomes, "loss"), plans.DECAYS.index(0.01)
    return _said(loss=paired(loss[EVERYTHING + some], loss[WEIGHTS + some]))


def effective(evidence: Evidence) -> Values:
    """How many times as large the strongest decay makes the effective rate; how much ‖W‖ falls without."""
    (outcome,) = evidence.outcomes
    layers = range(1, outcome.run.experiment.depth + 1)
    norms = [weight_norms(outcome.table("layers"), layer).norms for layer in layers]
    ends = [effective_rate(each[-1], 1.0) for each in norms]  # only their ratios are looked at
    return {
        "least": min(float(each[-1] / each[0]) for each in ends),
        "shrinking": float(max((-np.diff(each[:, 0])).max() for each in norms)),
    }
