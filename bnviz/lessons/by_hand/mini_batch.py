"""What a mini-batch is good for, measured: the quality of its gradient, and the time of an example."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from time import perf_counter
from typing import NamedTuple

import numpy as np

from bnviz.data import Dataset, input_form
from bnviz.maths import Array
from bnviz.maths.cross_entropy import Labels
from bnviz.maths.softmax_regression import gradient, gradient_spread, with_one

SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
DIGITS = 2_000
_DRAWS, _REPEATS = 12, 7
_UPDATES, _BATCH, _RATE = 200, 60, 0.3
_CLASSES = 10
_SEED = 0  # of the mini-batches: only the times differ from one measurement to the next


class Quality(NamedTuple):
    """How far the mini-batches' gradients are from the full one, at one set of weights.

    Attributes:
        measured: root mean square of ‖estimate − full gradient‖ for each size, (sizes,).
        expected: σ/√m, from the spread of all examples' gradients, (sizes,).
        length: of the full gradient.
    """

    measured: tuple[float, ...]
    expected: tuple[float, ...]
    length: float


class Measured(NamedTuple):
    """Everything that one press of the button measures.

    Attributes:
        digits: N, how many examples there are.
        start: the quality at W = 0.
        later: the quality after some updates.
        seconds: the time of a gradient for each size, divided by the size, (sizes,).
    """

    digits: int
    start: Quality
    later: Quality
    seconds: tuple[float, ...]


def measure(digits: Dataset) -> Measured:
    """Measure the gradient of softmax regression on real digits; takes a second or two.

    Args:
        digits: their first 2,000 training images are all the examples there are.
    """
    labels = digits.train_labels[:DIGITS]
    inputs = with_one(input_form("raw", digits).apply(digits.train_images[:DIGITS]).astype(np.float64))
    generator = np.random.default_rng(_SEED)
    start = np.zeros((_CLASSES, inputs.shape[1]))
    later = _trained(inputs, labels, start, generator)
    return Measured(
        len(inputs),
        quality(inputs, labels, start, generator),
        quality(inputs, labels, later, generator),
        tuple(_seconds(inputs[:size], labels[:size], later) / size for size in SIZES),
    )


def quality(inputs: Array, labels: Labels, weights: Array, generator: np.random.Generator) -> Quality:
    """The error of mini-batches whose examples are drawn independently, for each of the `SIZES`."""
    full, spread = gradient(inputs, labels, weights), gradient_spread(inputs, labels, weights)
    errors = [
        [float(((gradient(inputs[places], labels[places], weights) - full) ** 2).sum()) for places in draws]
        for draws in _draws(len(inputs), generator)
    ]
    return Quality(
        tuple(float(np.sqrt(np.mean(squares))) for squares in errors),
        tuple(spread / float(np.sqrt(size)) for size in SIZES),
        float(np.sqrt((full**2).sum())),
    )


def _draws(count: int, generator: np.random.Generator) -> Iterator[np.ndarray]:
    """For each size the places of some mini-batches; of the small ones more, for they waver more."""
    for size in SIZES:
        draws = max(_DRAWS, 1024 // size)
        yield generator.integers(count, size=(draws, size))


def _trained(inputs: Array, labels: Labels, weights: Array, generator: np.random.Generator) -> Array:
    for _ in range(_UPDATES):
        places = generator.integers(len(inputs), size=_BATCH)
        weights = weights - _RATE * gradient(inputs[places], labels[places], weights)
    return weights


def _seconds(inputs: Array, labels: Labels, weights: Array) -> float:
    """The median time of one gradient."""
    times = []
    for _ in range(_REPEATS):
        started = perf_counter()
        gradient(inputs, labels, weights)
        times.append(perf_counter() - started)
    return statistics.median(times)
