"""Trainings whose every step is looked at, beside the same networks built with torch.nn."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.maths import Array
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot

from .examples import small
from .oracle import State, arm_states, inputs_of, mini_batches, network

LIVELY = (
    Arm(normalization="none", learning_rate=0.05),
    Arm(normalization="batch", learning_rate=0.2, init_scale=2),
    Arm(normalization="none", learning_rate=0.2, init_scale=0.5),
    Arm(normalization="batch", learning_rate=0.05),
)
"""All in which arms may differ, in an order that the stack must rearrange; they learn much in a few steps."""

FAINT = Arm(normalization="none", learning_rate=0.1, init_scale=0.001)
"""Its units hardly vary at first, less than the shift's smallest standard deviation."""

ARMS = (*LIVELY, FAINT)
PLACES = range(len(ARMS))
NORMALISED = [place for place in PLACES if ARMS[place].normalization == "batch"]
PLAIN = [place for place in PLACES if place not in NORMALISED]
WATCHED_UNITS = 8

_PAIRS = {
    "sigmoid": "rmsprop",
    "tanh": "momentum",
    "relu": "sgd",
    "leaky_relu": "adam",
    "gelu": "sgd",
    "identity": "momentum",
}
EXPERIMENTS = {
    f"{activation}-{optimizer}": small(
        depth=3, steps=5, arms=ARMS, activation=activation, optimizer=optimizer
    )
    for activation, optimizer in _PAIRS.items()
}


class Moment(NamedTuple):
    """A Snapshot, and every arm's state when it was taken."""

    snapshot: Snapshot
    states: list[State]


class Values(NamedTuple):
    """What a layer of an arm makes of the probe set, each (images, units).

    Before Batch Normalization, where there is one, and at the nonlinearity: now, at the Snapshot before, and
    at step 0.
    """

    snapshot: Snapshot
    layer: int
    unnormalised: Array
    now: Array
    previous: Array
    first: Array


class Step(NamedTuple):
    """A step of an arm: its Snapshot, the arm's state before and after, and its mini-batch."""

    snapshot: Snapshot
    before: State
    after: State
    images: Tensor
    labels: Tensor


class Recording(NamedTuple):
    """All moments of a training in float64, its mini-batches, and the test images that Snapshots look at."""

    experiment: Experiment
    moments: list[Moment]
    mini_batches: list[tuple[Tensor, Tensor]]
    images: Tensor
    labels: Tensor

    def network(self, place: int, state: State) -> nn.Sequential:
        """The arm in this state."""
        return network(self.experiment, self.experiment.arms[place], state)

    def seen(self, moment: Moment, place: int) -> nn.Sequential:
        """The arm as it was then; before any step it normalises by the statistics of what it is given."""
        return self.network(place, moment.states[place]).train(moment.snapshot.step == 0)

    def layers(self, place: int) -> Iterator[Values]:
        """Every layer of an arm at every moment."""
        first: list[Array] = []
        previous: list[Array] = []
        for moment in self.moments:
            now = self._reached("activation", moment, place)
            unnormalised = self._reached("norm", moment, place) or now
            first, previous = first or now, previous or now
            for layer, values in enumerate(zip(unnormalised, now, previous, first, strict=True)):
                yield Values(moment.snapshot, layer, *values)
            previous = now

    def _reached(self, kind: str, moment: Moment, place: int) -> list[Array]:
        return [values.numpy() for values in inputs_of(kind, self.seen(moment, place), self.images)]

    def steps(self, place: int) -> Iterator[Step]:
        """Every step of an arm."""
        for last, moment, batch in zip(self.moments, self.moments[1:], self.mini_batches, strict=False):
            yield Step(moment.snapshot, last.states[place], moment.states[place], *batch)


def record(experiment: Experiment, dataset: Dataset) -> Recording:
    """Train an experiment, with a Snapshot at every step."""
    training = Training(experiment, dataset, dtype=torch.float64)
    moments = [Moment(snapshot, arm_states(training.stack)) for snapshot in training.steps() if snapshot]
    return Recording(experiment, moments, list(mini_batches(training)), *training.images.probe_set())
