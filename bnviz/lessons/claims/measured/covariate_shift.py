"""What the claims of the lesson of covariate shift measure on its own networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from bnviz.data import input_form, looked_test
from bnviz.experiment import Experiment, Look
from bnviz.experiment.settings import Activation, Initialization
from bnviz.lessons.claims.claim import Evidence, Values
from bnviz.lessons.covariate_shift.adaptation import adapted_answers
from bnviz.lessons.covariate_shift.answers import accuracy, answers
from bnviz.lessons.covariate_shift.distances import distances_by_layer
from bnviz.lessons.covariate_shift.layers import (
    between_mini_batches,
    between_steps,
    first_batches,
    probe,
    probe_accuracy,
    times_as_far,
)
from bnviz.lessons.covariate_shift.plans import BN, DEPTH_STEPS, LOOK_STEPS, PLAIN, of_depth, on_a_look
from bnviz.maths import Array

ASKED = 1_000  # test images
BATCH = 100  # of them in a test batch, where nothing else is said
TURNED = Look(kind="rotation", strength=0.6)


def trained_plain(seed: int) -> tuple[Experiment, ...]:
    """The networks trained on digits as they are."""
    return (on_a_look(Look()).model_copy(update={"seed": seed}),)


def deep(
    depth: int, activation: Activation, initialization: Initialization
) -> Callable[[int], tuple[Experiment, ...]]:
    """The deep networks, for each seed."""

    def experiments(seed: int) -> tuple[Experiment, ...]:
        return (of_depth(depth, activation, initialization).model_copy(update={"seed": seed}),)

    return experiments


class Asked:
    """The networks trained on digits as they are, asked about other looks."""

    def __init__(self, evidence: Evidence) -> None:
        self.digits = evidence.digits
        self.kept = evidence.outcomes[0].networks(LOOK_STEPS)

    def inputs(self, look: Look) -> tuple[Array, np.ndarray]:
        """Test images in a look as the networks are given them, and their labels."""
        images, labels = looked_test(self.digits, look, ASKED)
        form = on_a_look(Look()).input
        return input_form(form, self.digits).apply(images).astype(np.float64), labels

    def right(self, look: Look, arm: int) -> float:
        """The accuracy of an arm on a look, in test mode."""
        inputs, labels = self.inputs(look)
        network, running = self.kept[arm]
        return accuracy(labels, answers(network.forward(inputs, running).logits))

    def adapted(self, look: Look, size: int = BATCH, one_class: bool = False) -> float:
        """The accuracy of Batch Normalization with the statistics of its test batch."""
        inputs, labels = self.inputs(look)
        places, given = adapted_answers(self.kept[BN].network, inputs, labels, size, one_class)
        return accuracy(labels[places], given)

    def moved(self, look: Look) -> float:
        """How far a look moves the last layer of the network with Batch Normalization, in its σ."""
        network, running = self.kept[BN]
        values = [network.forward(self.inputs(each)[0], running).after for each in (look, Look())]
        return float(distances_by_layer(*values).normalised[-1])


def turned(evidence: Evidence) -> Values:
    """The accuracy of both arms on plain digits and on turned ones."""
    asked = Asked(evidence)
    return {
        "bn_home": asked.right(Look(), BN),
        "plain_home": asked.right(Look(), PLAIN),
        "bn_turned": asked.right(TURNED, BN),
        "plain_turned": asked.right(TURNED, PLAIN),
    }


def by_strength(evidence: Evidence) -> Values:
    """How far the last layer's values move when the digits are turned by 18°, 36° and 60°."""
    asked = Asked(evidence)
    weak, middle, strong = (
        asked.moved(TURNED.model_copy(update={"strength": each})) for each in (0.3, 0.6, 1.0)
    )
    return {"weak": weak, "middle": middle, "strong": strong}


def mended(looks: Mapping[str, Look]) -> Callable[[Evidence], Values]:
    """The accuracy on some looks with the statistics of training, and with those of the test batch."""

    def measure(evidence: Evidence) -> Values:
        asked = Asked(evidence)
        before = {f"{name}_training": asked.right(look, BN) for name, look in looks.items()}
        return before | {f"{name}_batch": asked.adapted(look) for name, look in looks.items()}

    return measure


def inverted(evidence: Evidence) -> Values:
    """The accuracy on inverted digits of four strengths, with the statistics of the test batch."""
    asked = Asked(evidence)
    strengths = {"half": 0.5, "below": 0.7, "above": 0.8, "whole": 1.0}
    return {name: asked.adapted(Look(kind="inversion", strength=each)) for name, each in strengths.items()}


def in_company(evidence: Evidence) -> Values:
    """The accuracy of Batch Normalization on plain digits, in test batches of several kinds."""
    asked = Asked(evidence)
    return {
        "training": asked.right(Look(), BN),
        "mixed": asked.adapted(Look()),
        "of_two": asked.adapted(Look(), size=2),
        "one_class": asked.adapted(Look(), one_class=True),
    }


def moved_layers(evidence: Evidence) -> Values:
    """How far the layers moved from the first step to the last, both arms, and what was learned."""
    outcome, digits = evidence.outcomes[0], evidence.digits
    experiment = outcome.run.experiment
    found: dict[str, float] = {}
    for name, arm in (("bn", BN), ("plain", PLAIN)):
        now, earlier = (outcome.networks(step)[arm].network for step in (DEPTH_STEPS, 0))
        moved = between_steps(now, earlier, probe(experiment, digits), "after")
        found[f"{name}_ratio"] = times_as_far(moved.normalised) or 0.0
        found[f"{name}_raw"] = times_as_far(moved.raw) or 0.0
        found[f"{name}_last"] = float(moved.normalised[-1])
        found[f"{name}_farthest"] = float(moved.raw.max())
        found[f"{name}_right"] = probe_accuracy(now, experiment, digits)
    return found


def apart(evidence: Evidence) -> Values:
    """How far mini-batches lie apart, in σ, without BN; and at most as a share of that with it."""
    outcome = evidence.outcomes[0]
    batches = first_batches(outcome.run.experiment, evidence.digits)
    networks = [kept.network for kept in outcome.networks(DEPTH_STEPS)]
    bn, plain = (between_mini_batches(each, batches, "after").normalised for each in networks)
    return {
        "first": float(plain[0]),
        "last": float(plain[-1]),
        "share": float((bn / plain).max()),
    }
