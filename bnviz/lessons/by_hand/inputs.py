"""The inputs' own normalization: one small model on three forms of the digits, and a bowl of two weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bnviz.data import Dataset, input_form
from bnviz.data.subsets import ink, slant
from bnviz.experiment import InputForm
from bnviz.language import N_
from bnviz.maths import Array
from bnviz.maths.descent import Bowl, bowl
from bnviz.maths.softmax_regression import with_one

FORMS: tuple[InputForm, ...] = ("raw", "standardised", "binary")
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""The learning rates to choose from."""
UPDATES = 60
DIGITS = 500
TEST_DIGITS = 1_000

UNITS: Mapping[str, float] = MappingProxyType(
    {N_("tens of grey levels"): 1 / 10, N_("hundreds of white pixels"): 784 / 255 / 100}
)
"""What ink can be counted in, and the factor from the mean pixel value, 0 to 255."""
POSITIVE = 1  # the digit that the two features are to tell from the others
_BOWL_DIGITS = 1_000


class Trained(NamedTuple):
    """One form of the inputs, with every learning rate.

    Attributes:
        mean: of all inputs.
        variance: of all inputs.
        losses: of the training digits before the first update and after each, (UPDATES + 1, rates).
        accuracies: on the test digits after the last update, 0 to 1, (rates,).
    """

    mean: float
    variance: float
    losses: Array
    accuracies: Array


def train(digits: Dataset, form: InputForm) -> Trained:
    """Softmax regression from W = 0 by the full gradient of the first digits, with each of the `RATES`."""
    transform = input_form(form, digits)
    inputs = transform.apply(digits.train_images[:DIGITS])
    test = transform.apply(digits.test_images[:TEST_DIGITS])
    losses, weights = descend(with_one(inputs), digits.train_labels[:DIGITS], RATES, UPDATES)
    guesses = (with_one(test) @ weights).argmax(axis=-1)
    right = (guesses == digits.test_labels[:TEST_DIGITS]).mean(axis=1)
    return Trained(float(inputs.mean()), float(inputs.var()), losses, right)


def descend(
    inputs: NDArray[np.float32], labels: NDArray[np.int64], rates: Sequence[float], updates: int
) -> tuple[Array, NDArray[np.float32]]:
    """Gradient descent with several learning rates at once, in float32 as the networks here.

    Args:
        inputs: (m, k), each ending with a 1.
        labels: (m,).
        rates: the learning rates.
        updates: how many updates each makes.

    Returns:
        The losses (updates + 1, rates), and the last weights (rates, k, classes).
    """
    one_hot = np.eye(10, dtype=np.float32)[labels][:, None]
    steps = np.repeat(np.array(rates, np.float32) / np.float32(len(inputs)), 10)
    weights = np.zeros((inputs.shape[1], len(steps)), np.float32)  # side by side: one product for all rates
    losses = []
    for update in range(updates + 1):
        logits = (inputs @ weights).reshape(len(inputs), len(rates), 10)
        logits -= logits.max(axis=-1, keepdims=True)
        exponentials = np.exp(logits)
        totals = exponentials.sum(axis=-1, keepdims=True)
        losses.append((np.log(totals[..., 0]) - (logits * one_hot).sum(axis=-1)).mean(axis=0))
        if update < updates:
            to_logits = (exponentials / totals - one_hot).reshape(len(inputs), -1)
            weights -= steps * (inputs.T @ to_logits)
    return np.array(losses, np.float64), weights.reshape(-1, len(rates), 10).transpose(1, 0, 2)


def features(digits: Dataset, unit: str) -> Array:
    """Ink, in one of the `UNITS`, and slant of the first digits, shape (n, 2)."""
    images = digits.train_images[:_BOWL_DIGITS]
    return np.stack([ink(images) * UNITS[unit], slant(images)], axis=1).astype(np.float64)


def targets(digits: Dataset) -> Array:
    """1 for each digit that is a 1, 0 for the others, shape (n,)."""
    wanted: Array = (digits.train_labels[:_BOWL_DIGITS] == POSITIVE).astype(np.float64)
    return wanted


def standardise(values: Array) -> Array:
    """Each feature with mean 0 and variance 1: (x − μ)/σ, column by column."""
    scaled: Array = (values - values.mean(axis=0)) / values.std(axis=0)
    return scaled


def bowls(digits: Dataset, unit: str) -> tuple[Bowl, Bowl]:
    """The loss as a function of the two weights: of the raw features, and of the standardised ones.

    The targets are counted from their mean in both, which stands in for a bias.
    """
    raw, wanted = features(digits, unit), targets(digits)
    wanted = wanted - wanted.mean()
    return bowl(raw, wanted), bowl(standardise(raw), wanted)
