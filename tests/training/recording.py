"""A training whose every step is looked at, beside the same networks built with torch.nn."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from bnviz.data import Dataset
from bnviz.experiment import Arm
from bnviz.maths import Array
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot

from .examples import MIXED, small
from .oracle import State, arm_states, inputs_of, mini_batches, network

FAINT = Arm(normalization="none", learning_rate=0.1, init_scale=0.001)
"""Its units hardly vary at first, less than the shift's smallest standard deviation."""

EXPERIMENT = small(arms=(*MIXED, FAINT), steps=5)
PROBE_IMAGES, WATCHED_UNITS = 512, 8


class Moment(NamedTuple):
    """A Snapshot, and every arm's state when it was taken."""

    snapshot: Snapshot
    states: list[State]


class Values(NamedTuple):
    """What reached the nonlinearities of a layer from the probe set, (images, units): now and at step 0."""

    snapshot: Snapshot
    layer: int
    now: Array
    first: Array


class Recording(NamedTuple):
    """All moments of a training in float64, its mini-batches, and the test images that Snapshots look at."""

    moments: list[Moment]
    mini_batches: list[tuple[Tensor, Tensor]]
    images: Tensor
    labels: Tensor

    def network(self, moment: Moment, place: int) -> nn.Sequential:
        """The arm as it was then; before any step it normalises by the statistics of what it is given."""
        alone = network(EXPERIMENT, EXPERIMENT.arms[place], moment.states[place])
        return alone.train(moment.snapshot.step == 0)

    def layers(self, place: int) -> Iterator[Values]:
        """Every layer of an arm at every moment."""
        start: list[Array] = []
        for moment in self.moments:
            reached = inputs_of("activation", self.network(moment, place), self.images)
            values = [each[:PROBE_IMAGES].numpy() for each in reached]
            start = start or values
            for layer, (now, first) in enumerate(zip(values, start, strict=True)):
                yield Values(moment.snapshot, layer, now, first)


def record(dataset: Dataset) -> Recording:
    """Train `EXPERIMENT`, with a Snapshot at every step."""
    training = Training(EXPERIMENT, dataset, dtype=torch.float64)
    moments = [Moment(snapshot, arm_states(training.stack)) for snapshot in training.steps() if snapshot]
    return Recording(moments, list(mini_batches(training)), *training.images.probe_set())
