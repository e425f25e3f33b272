"""Trainings whose every step is looked at, beside the same networks built with torch.nn."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.maths import Array
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot

from .examples import small
from .oracle import Drawn, State, arm_states, draws, inputs_of, mini_batches, network, replay

LIVELY = (
    Arm(normalization="none", learning_rate=0.05),
    Arm(normalization="batch", learning_rate=0.2, init_scale=2),
    Arm(normalization="none", learning_rate=0.2, init_scale=0.5),
    Arm(normalization="batch", learning_rate=0.05),
    Arm(normalization="layer", learning_rate=0.1, noise=0.5),
    Arm(normalization="batch", learning_rate=0.05, noise=1, dropout=0.3),
    Arm(normalization="batch", learning_rate=0.1, ghost_batch=4),
    Arm(normalization="none", learning_rate=0.1, dropout=0.2, weight_decay=0.01),
)
"""All in which arms may differ, in an order that the stack must rearrange; they learn much in a few steps."""

FAINT = Arm(normalization="none", learning_rate=0.1, init_scale=0.001)
"""Its units hardly vary at first, less than the shift's smallest standard deviation."""

ARMS = (*LIVELY, FAINT)
PLACES = range(len(ARMS))
PLAIN = [place for place in PLACES if ARMS[place].normalization == "none"]
SCALED = [place for place in PLACES if place not in PLAIN]
RUNNING = [place for place in PLACES if ARMS[place].normalization == "batch"]
NORMALISED = [place for place in RUNNING if not ARMS[place].ghost_batch]
"""Those by whole mini-batches, whose mini-batches are told."""

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
    """A step of an arm: its Snapshot, the arm's state before and after, its mini-batch and what it drew."""

    snapshot: Snapshot
    before: State
    after: State
    images: Tensor
    labels: Tensor
    drawn: list[Drawn]


class Recording(NamedTuple):
    """All moments of a training in float64, its mini-batches and noise, and the images of its Snapshots."""

    experiment: Experiment
    moments: list[Moment]
    mini_batches: list[tuple[Tensor, Tensor]]
    drawn: list[list[Drawn]]
    images: Tensor
    labels: Tensor

    def network(self, place: int, state: State, drawn: Iterable[Drawn] = ()) -> nn.Sequential:
        """The arm in this state, with the noise that a step drew or without any."""
        alone = network(self.experiment, self.experiment.arms[place], state)
        replay(alone, drawn)
        return alone

    def seen(self, moment: Moment, place: int) -> nn.Sequential:
        """The arm as it was then; before any step it normalises by the statistics of what it is given."""
        whole = self.experiment.arms[place].model_copy(update={"ghost_batch": 0})
        return network(self.experiment, whole, moment.states[place]).train(moment.snapshot.step == 0)

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
        pairs = zip(self.moments, self.moments[1:], strict=False)
        for (last, moment), batch, own in zip(pairs, self.mini_batches, self.drawn, strict=True):
            yield Step(moment.snapshot, last.states[place], moment.states[place], *batch, own)


def record(experiment: Experiment, dataset: Dataset) -> Recording:
    """Train an experiment, with a Snapshot at every step."""
    training = Training(experiment, dataset, dtype=torch.float64)
    moments = [Moment(snapshot, arm_states(training.stack)) for snapshot in training.steps() if snapshot]
    drawn = list(mini_batches(training)), list(draws(experiment))
    return Recording(experiment, moments, *drawn, *training.images.probe_set())
