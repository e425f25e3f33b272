"""What the claims of the lesson of test time measure on its own networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bnviz.experiment import Experiment
from bnviz.lessons.claims.claim import Evidence, Values
from bnviz.lessons.test_time.companions import (
    SHARED,
    classes_in_company,
    draw_companions,
    most_swayed,
    normalised,
    two_mini_batches,
)
from bnviz.lessons.test_time.folding import cost, factor, largest_difference
from bnviz.lessons.test_time.left_in_training import after_passes
from bnviz.lessons.test_time.network import (
    BN,
    CHECKPOINTS,
    EXPERIMENT,
    PLAIN,
    asked_digits,
    network_inputs,
    training_batches,
)
from bnviz.lessons.test_time.population import (
    MiniBatches,
    algorithm_2,
    answers_in_batches,
    mini_batches,
    precise,
)
from bnviz.maths.batch_norm import Statistics, running_averages
from bnviz.maths.network import Network, accuracy
from bnviz.runs.checkpoints import Kept, batch_history

END = CHECKPOINTS[-1]
SIZES = (60, 8, 4, 2, 1)  # digits of a test batch
WEIGHTS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # of the newest mini-batch
PASSES, FED = 50, 64  # of a network left in training mode: how many, and the digits of each
DRAWS = 100  # mini-batches with other companions


def trained(seed: int) -> tuple[Experiment, ...]:
    """The lesson's networks, from another seed."""
    return (EXPERIMENT.model_copy(update={"seed": seed}),)


class Asked:
    """The lesson's networks, and the 1,000 test digits that they are asked about."""

    def __init__(self, evidence: Evidence) -> None:
        self.outcome, self.digits = evidence.outcomes[0], evidence.digits
        images, self.labels = asked_digits(self.digits)
        self.inputs = network_inputs(self.digits, images)
        self._kept: dict[int, Kept] = {}
        self._batches: dict[int, MiniBatches] = {}

    def kept(self, step: int = END) -> Kept:
        """The network with Batch Normalization, at a checkpoint."""
        if step not in self._kept:
            self._kept[step] = self.outcome.networks(step)[BN]
        return self._kept[step]

    def batches(self, step: int = END) -> MiniBatches:
        """What training mini-batches have for statistics in that network."""
        if step not in self._batches:
            network = self.kept(step).network
            self._batches[step] = mini_batches(network, training_batches(self.digits))
        return self._batches[step]

    def plain(self) -> Network:
        """The network without, after the last step."""
        return self.outcome.networks(END)[PLAIN].network

    def fixed(self, step: int, statistics: Sequence[Statistics]) -> float:
        """The accuracy at a checkpoint with fixed statistics, 0 to 1."""
        return accuracy(self.kept(step).network.forward(self.inputs, statistics).logits, self.labels)

    def collected(self, step: int, count: int, how: str = "algorithm_2") -> float:
        """The accuracy at a checkpoint with statistics collected from so many mini-batches."""
        batches = self.batches(step).first(count)
        return self.fixed(step, algorithm_2(batches) if how == "algorithm_2" else precise(batches))

    def running(self, weight: float, steps: Sequence[int]) -> list[float]:
        """The accuracy at some checkpoints with running averages of a weight of the newest mini-batch."""
        history = batch_history(self.outcome.store, self.outcome.run)[BN]
        ways = [running_averages(*layer, EXPERIMENT.batch_size, weight) for layer in history]
        return [
            self.fixed(step, [Statistics(way.mean[step], way.variance[step]) for way in ways])
            for step in steps
        ]


def by_size(evidence: Evidence) -> Values:
    """The accuracy with batch statistics for each size of the test batches, and with fixed ones."""
    asked = Asked(evidence)
    network, running = asked.kept()
    found = {
        f"of_{size}": accuracy(answers_in_batches(network, asked.inputs, size), asked.labels)
        for size in SIZES
    }
    return {**found, "fixed": asked.fixed(END, running)}


def batch_of_one(evidence: Evidence) -> Values:
    """How many different answers there are in batches of one, and the share that is right."""
    asked = Asked(evidence)
    answers = answers_in_batches(asked.kept().network, asked.inputs, 1).argmax(axis=1)
    right = float((answers == asked.labels).mean())
    return {"answers": float(len(np.unique(answers))), "right": right}


def left_in_training(evidence: Evidence) -> Values:
    """The accuracy in eval mode before and after passes of ones in training mode."""
    asked = Asked(evidence)
    network, running = asked.kept()
    ones = asked.inputs[np.flatnonzero(asked.labels == 1)[:FED]]
    moved = after_passes(network, running, ones, PASSES)
    return {"before": asked.fixed(END, running), "after": asked.fixed(END, moved)}


def lag(evidence: Evidence) -> Values:
    """The accuracy with PyTorch's running averages and with fresh statistics, after 20 and 50 steps."""
    asked = Asked(evidence)
    running_20, running_50 = asked.running(0.1, (20, 50))
    return {
        "running_20": running_20,
        "fresh_20": asked.collected(20, 50),
        "running_50": running_50,
        "fresh_50": asked.collected(50, 50),
    }


def keras_lag(evidence: Evidence) -> Values:
    """The accuracy with running averages of weight 0.01 at some checkpoints."""
    asked = Asked(evidence)
    steps = (20, 50, 100, 200, 500)
    slow = dict(zip(map("at_{}".format, steps), asked.running(0.01, steps), strict=True))
    return {**slow, "fresh_500": asked.collected(500, 50)}


def few_mini_batches(evidence: Evidence) -> Values:
    """What one mini-batch loses against 50, and how far Algorithm 2 and PreciseBN lie apart; points."""
    asked = Asked(evidence)
    lost = {step: asked.collected(step, 50) - asked.collected(step, 1) for step in CHECKPOINTS}
    apart = [abs(asked.collected(step, 50) - asked.collected(step, 50, "precise")) for step in CHECKPOINTS]
    return {
        "at_20": 100 * lost[20],
        "later": 100 * max(lost[step] for step in CHECKPOINTS[1:]),
        "apart": 100 * max(apart),
    }


def all_weights(evidence: Evidence) -> Values:
    """The worst and the best accuracy of all cures after the last step, and that of the weight 0.001."""
    asked = Asked(evidence)
    cures = [
        *(asked.running(weight, (END,))[0] for weight in WEIGHTS),
        asked.collected(END, 50),
        asked.collected(END, 50, "precise"),
    ]
    return {"worst": min(cures), "best": max(cures), "slowest": asked.running(0.001, (END,))[0]}


def moving(evidence: Evidence) -> Values:
    """How many times as large the variance of layer 1's median unit is at the end as at step 200."""
    asked = Asked(evidence)
    early, late = (asked.batches(step).layers[0].variance.mean(axis=0) for step in (200, END))
    return {"times": float(np.median(late / early))}


def folding(evidence: Evidence) -> Values:
    """How far the folded network is from the original, and the numbers it saves."""
    asked = Asked(evidence)
    network, running = asked.kept()
    folded = network.folded(running)
    there, new = network.forward(asked.inputs, running).logits, folded.forward(asked.inputs).logits
    return {
        "difference": largest_difference(network, folded, asked.inputs, running),
        "same": float((there.argmax(axis=1) == new.argmax(axis=1)).mean()),
        "saved": float(cost(network).numbers - cost(folded).numbers),
    }


def factors(evidence: Evidence) -> Values:
    """The relative standard deviation of the median unit's factor a over mini-batches, for each layer."""
    asked = Asked(evidence)
    network, layers = asked.kept().network, asked.batches().layers
    return {
        f"layer_{number}": float(
            np.median([_spread(factor(hidden, unit, kept.variance[:, unit - 1])) for unit in range(1, 101)])
        )
        for number, (hidden, kept) in enumerate(zip(network.hidden, layers, strict=True), start=1)
    }


def _spread(factors: np.ndarray) -> float:
    return float(factors.std() / abs(factors.mean()))


def company(evidence: Evidence) -> Values:
    """How many answers one image is given in other company, and how much the plain network cares."""
    asked = Asked(evidence)
    kept, plain = asked.kept(), asked.plain()
    first = most_swayed(kept, asked.inputs, asked.labels, DRAWS)
    batches = two_mini_batches(draw_companions(len(asked.inputs), first, 1))
    with_company = [plain.forward(asked.inputs[batch]).logits[0] for batch in batches]
    answers = classes_in_company(kept.network, asked.inputs, first, DRAWS)
    return {
        "answers": float(len(set(answers))),
        "plain": float(np.abs(with_company[0] - with_company[1]).max()),
    }


def two_batches(evidence: Evidence) -> Values:
    """Six examples in two mini-batches; first the same companions, then one of them moved far away."""
    shared = np.random.default_rng(evidence.seed).normal(0, 2, SHARED).tolist()
    near, other, far = (normalised([*shared, *pair], 1.0, 0.0) for pair in ((0, 1), (5, 6), (0, 100)))
    return {
        "first": float(near.normalised[0]),
        "second": float(other.normalised[0]),
        "near": float(np.ptp(near.normalised[:SHARED])),
        "far": float(np.ptp(far.normalised[:SHARED])),
    }
