import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.maths import Array
from bnviz.maths.softmax_regression import gradient, gradient_spread, loss, with_one


@pytest.fixture
def task() -> tuple[Array, Array, Array]:
    generator = np.random.default_rng(0)
    inputs = with_one(generator.normal(0, 1, (40, 5)))
    return inputs, generator.integers(3, size=40), generator.normal(0, 1, (3, 6))


def test_loss_and_gradient_are_those_of_a_torch_layer(task: tuple[Array, Array, Array]) -> None:
    inputs, labels, weights = task
    layer = torch.nn.Linear(5, 3, dtype=torch.double)
    with torch.no_grad():
        layer.weight[:] = torch.tensor(weights[:, :-1])
        layer.bias[:] = torch.tensor(weights[:, -1])
    found = torch.nn.functional.cross_entropy(layer(torch.tensor(inputs[:, :-1])), torch.tensor(labels))
    found.backward()
    assert loss(inputs, labels, weights) == pytest.approx(found.item())
    assert layer.weight.grad is not None
    assert layer.bias.grad is not None
    assert_allclose(gradient(inputs, labels, weights)[:, :-1], layer.weight.grad, rtol=1e-9)
    assert_allclose(gradient(inputs, labels, weights)[:, -1], layer.bias.grad, rtol=1e-9)


def test_the_spread_is_that_of_the_examples_gradients_one_by_one(task: tuple[Array, Array, Array]) -> None:
    inputs, labels, weights = task
    each = np.stack([gradient(inputs[[i]], labels[[i]], weights) for i in range(len(labels))])
    wanted = np.sqrt(((each - each.mean(axis=0)) ** 2).sum(axis=(1, 2)).mean())
    assert gradient_spread(inputs, labels, weights) == pytest.approx(wanted)
