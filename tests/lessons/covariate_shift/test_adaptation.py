"""Statistics of the test batch, against PyTorch in train mode."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from bnviz.lessons.covariate_shift.adaptation import adapted_answers, in_mini_batches, mini_batches
from bnviz.maths.network import Hidden, Network

INPUTS, WIDTHS, CLASSES, IMAGES = 12, (7, 5), 10, 40
RANDOM = np.random.default_rng(5)
LABELS = RANDOM.integers(0, 4, IMAGES)
X = RANDOM.normal(1, 2, (IMAGES, INPUTS))


def layer(units: int, inputs: int) -> Hidden:
    return Hidden(
        RANDOM.normal(size=(units, inputs)), RANDOM.normal(size=units), RANDOM.uniform(0.5, 2, units)
    )


NETWORK = Network(
    (layer(WIDTHS[0], INPUTS), layer(WIDTHS[1], WIDTHS[0])),
    RANDOM.normal(size=(CLASSES, WIDTHS[1])),
    RANDOM.normal(size=CLASSES),
    "relu",
)


def twin() -> nn.Sequential:
    """The same network in PyTorch, in train mode."""
    parts: list[nn.Module] = []
    for hidden in NETWORK.hidden:
        linear = nn.Linear(*hidden.weight.T.shape, bias=False).double()
        normalise = nn.BatchNorm1d(len(hidden.weight)).double()
        assert hidden.gamma is not None
        linear.weight.data = torch.from_numpy(hidden.weight)
        normalise.weight.data = torch.from_numpy(hidden.gamma)
        normalise.bias.data = torch.from_numpy(hidden.shift)
        parts += [linear, normalise, nn.ReLU()]
    output = nn.Linear(WIDTHS[-1], CLASSES).double()
    output.weight.data, output.bias.data = torch.from_numpy(NETWORK.weight), torch.from_numpy(NETWORK.bias)
    return nn.Sequential(*parts, output).train()


@torch.no_grad()
def by_torch(inputs: np.ndarray) -> np.ndarray:
    logits: np.ndarray = twin()(torch.from_numpy(inputs)).numpy()
    return logits


@pytest.mark.parametrize("size", [2, 5, 8, 40])
def test_every_mini_batch_is_normalised_as_pytorch_does_in_train_mode(size: int) -> None:
    wanted = np.concatenate([by_torch(X[start : start + size]) for start in range(0, IMAGES, size)])
    np.testing.assert_allclose(in_mini_batches(NETWORK, X, size), wanted, atol=1e-10)


def test_one_mini_batch_is_the_network_with_batch_statistics() -> None:
    np.testing.assert_allclose(in_mini_batches(NETWORK, X, IMAGES), NETWORK.forward(X).logits, atol=1e-12)


def test_a_network_without_batch_normalization_takes_no_notice_of_the_company() -> None:
    hidden = tuple(layer._replace(gamma=None) for layer in NETWORK.hidden)
    plain = Network(hidden, NETWORK.weight, NETWORK.bias, "relu")
    np.testing.assert_allclose(in_mini_batches(plain, X, 4), plain.forward(X).logits, atol=1e-12)


@pytest.mark.parametrize("amount", [0.5, 3])
def test_more_light_in_all_inputs_is_taken_away_entirely(amount: float) -> None:
    before, after = in_mini_batches(NETWORK, X, 20), in_mini_batches(NETWORK, 2 * X + amount, 20)
    np.testing.assert_allclose(after, before, atol=1e-3)  # but for ε
    assert np.abs(NETWORK.forward(X + amount).logits - before).max() > 0.1


@pytest.mark.parametrize(("size", "asked"), [(8, 40), (7, 35), (100, 40)])
def test_mixed_mini_batches_are_full(size: int, asked: int) -> None:
    (places,) = mini_batches(LABELS, size, one_class=False)
    np.testing.assert_array_equal(places, np.arange(asked))


@pytest.mark.parametrize("size", [2, 3, 1000])
def test_mini_batches_of_one_digit_hold_that_only(size: int) -> None:
    groups = mini_batches(LABELS, size, one_class=True)
    for digit, places in enumerate(groups):
        count = int((digit == LABELS).sum())
        assert set(LABELS[places]) == {digit}
        assert len(set(places)) == len(places) == (count - count % size if size < count else count)


def test_answers_belong_to_the_places_that_come_with_them() -> None:
    places, given = adapted_answers(NETWORK, X, LABELS, 3, one_class=True)
    groups = [np.flatnonzero(digit == LABELS) for digit in range(4)]
    for group in groups:
        for start in range(0, len(group) - 2, 3):
            batch = group[start : start + 3]
            wanted = by_torch(X[batch]).argmax(axis=1)
            np.testing.assert_array_equal(given[np.isin(places, batch)], wanted)
