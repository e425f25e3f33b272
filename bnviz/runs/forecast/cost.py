"""What a training costs before it is made: seconds of one core, and megabytes.

A step multiplies and adds for every weight at every position of every image, forward once and backward twice;
it touches every value and every number that the optimizer remembers; and each layer takes a few calls,
however small it is. The constants below were fitted to 17 kinds of experiments on one core of a Xeon at
about 3 GHz: their bare steps within 20 %. Another machine's speed comes in by what its runs took
(see `bnviz.runs.forecast.speed`).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from bnviz.experiment import Experiment
from bnviz.experiment.maps import sides
from bnviz.training.schedule import POINTS, SCORE_POINTS, score_steps, snapshot_steps

MULTIPLY_ADD = 1.2e-11  # seconds
TOUCH = 1.8e-9  # seconds for a number that is read, worked on and written a few times
LAYER = 5.5e-5  # seconds of calls for a layer and step
LOOK = 1.6e-3  # seconds of calls for a Snapshot
LOOKED_AT = 2.2e-8  # seconds to sort and measure a value that a Snapshot shows

PROBES = 512  # images that a Snapshot looks at
POSITIONS = 4  # at which it looks at each of them in a feature map
SCORED = {"layers": 70_000, "scores": 20_000}  # images that the final scores are of
SLOTS = {"sgd": 0, "momentum": 1, "rmsprop": 1, "adam": 2}  # what an optimizer remembers of each parameter
COPIES = 6  # of each value: before and after normalization and nonlinearity, and the gradients
PATCH, PIXELS, CLASSES, FLOAT = 9, 784, 10, 4


class Estimate(NamedTuple):
    """What a training is expected to cost.

    Attributes:
        seconds: of training, on one core.
        megabytes: its parameters, what the optimizer remembers of them, and the values of a step.
    """

    seconds: float
    megabytes: float


class Size(NamedTuple):
    """How large one arm's network is.

    Attributes:
        parameters: all weights; shifts and scales are few beside them.
        multiply_adds: of one image, forward.
        values: of one image, in all hidden layers.
        gathered: of one image, the values in the patches that convolutions read.
    """

    parameters: int
    multiply_adds: int
    values: int
    gathered: int


def size(experiment: Experiment) -> Size:
    """How large the network of each arm is."""
    units, depth = experiment.units, experiment.depth
    if experiment.architecture == "dense":
        weights = PIXELS * units + (depth - 1) * units**2 + units * CLASSES
        return Size(weights, weights, depth * units, 0)
    positions = [side**2 for side in sides(depth)[1:]]
    patches = [PATCH, *[PATCH * units] * (depth - 1)]
    output = positions[-1] * units * CLASSES
    gathered = [patch * places for patch, places in zip(patches, positions, strict=True)]
    return Size(
        sum(patches) * units + output, sum(gathered) * units + output, sum(positions) * units, sum(gathered)
    )


def estimate(experiment: Experiment) -> Estimate:
    """What an experiment costs on the core that the constants are of, with the scores on full MNIST."""
    scoring = _forward(experiment, SCORED[experiment.detail])
    return Estimate(training_seconds(experiment) + scoring, _bytes(experiment) / 1e6)


def training_seconds(experiment: Experiment, steps: int | None = None) -> float:
    """The seconds of the first steps and their Snapshots, as a run counts them; without the final scores.

    Snapshots lie close together at first, so the first steps take longer than their share.

    Args:
        experiment: what is trained.
        steps: how many of its steps; all of them by default.
    """
    made, step = experiment.steps if steps is None else steps, _step(experiment)
    look = _forward(experiment, PROBES) if experiment.detail == "scores" else _snapshot(experiment, step)
    return made * step + _looks(experiment, made) * look


def _step(experiment: Experiment) -> float:
    """Forward, backward and the update: the seconds of a bare step."""
    network = size(experiment)
    remembered = SLOTS[experiment.optimizer] * network.parameters * len(experiment.arms)
    return (
        3 * _forward(experiment, experiment.batch_size) + TOUCH * remembered + LAYER * (experiment.depth + 1)
    )


def _looks(experiment: Experiment, made: int) -> float:
    """The Snapshots of the first steps, of as many as there can be, so more steps never cost less."""
    scores = experiment.detail == "scores"
    most, plan = (SCORE_POINTS, score_steps) if scores else (POINTS, snapshot_steps)
    looks = min(experiment.steps, most)
    if made == experiment.steps:
        return looks
    planned = plan(experiment.steps)
    return looks * (bisect_right(planned, made) - 1) / (len(planned) - 1)


def _forward(experiment: Experiment, images: int) -> float:
    """The seconds that some images take through all arms, without the calls."""
    network = size(experiment)
    touched = (network.values + network.gathered) / 3
    return (MULTIPLY_ADD * network.multiply_adds + TOUCH * touched) * images * len(experiment.arms)


def _snapshot(experiment: Experiment, step: float) -> float:
    """The probe images' way forward, the step once more by a twin, and what is measured of the values."""
    return LOOK + LOOKED_AT * _seen(experiment) + _forward(experiment, PROBES) + 2 * step


def seen_of_layer(experiment: Experiment) -> int:
    """How many values of a layer a Snapshot measures: of each unit one an image, of each map four."""
    places = 1 if experiment.architecture == "dense" else POSITIONS
    return experiment.units * places * PROBES


def _seen(experiment: Experiment) -> int:
    """How many values a Snapshot measures."""
    return len(experiment.arms) * experiment.depth * seen_of_layer(experiment)


def _bytes(experiment: Experiment) -> float:
    """Parameters, gradients and what the optimizer remembers; values of a step, its twin and a Snapshot."""
    network, arms = size(experiment), len(experiment.arms)
    parameters = arms * network.parameters * (4 + SLOTS[experiment.optimizer])
    values = arms * experiment.batch_size * 2 * (COPIES * network.values + network.gathered)
    return FLOAT * (parameters + values + COPIES * _seen(experiment))
