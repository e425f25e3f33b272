from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.experiment import Optimizer
from bnviz.maths.optimizers import OPTIMIZERS, Moments

TORCH: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr=lr, momentum=0.9),
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
}


def test_every_optimizer_of_an_experiment_has_its_formula() -> None:
    assert tuple(OPTIMIZERS) == get_args(Optimizer)


@pytest.mark.parametrize("learning_rate", [1e-4, 0.1, 10])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_twenty_updates_equal_those_of_torch(name: str, learning_rate: float) -> None:
    """The gradients differ from step to step and span many sizes, down to an exact 0."""
    generator = np.random.default_rng(0)
    value = generator.standard_normal(7)
    sizes = np.array([0, 1e-12, 1e-6, 1e-3, 1, 10, 1e4])
    parameter = torch.nn.Parameter(torch.tensor(value))
    optimizer, moments = TORCH[name]([parameter], lr=learning_rate), Moments.before_training(value)
    for _ in range(20):
        gradient = sizes * generator.standard_normal(7)
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        value, moments = OPTIMIZERS[name](value, gradient, learning_rate, moments)
        assert_allclose(value, parameter.detach(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_update_leaves_what_it_was_given_alone(name: str) -> None:
    value, gradient = np.ones(3), np.full(3, 0.5)
    before = Moments.before_training(value)
    after, moments = OPTIMIZERS[name](value, gradient, 0.1, before)
    assert (value == 1).all()
    assert (gradient == 0.5).all()
    assert (before.first == 0).all()
    assert (before.second == 0).all()
    assert moments.step == 1
    assert (after < value).all()


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient() -> None:
    """What the bias correction is for."""
    value, gradient = np.zeros(3), np.array([1e-3, 1.0, -1e3])
    after, _ = OPTIMIZERS["adam"](value, gradient, 0.01, Moments.before_training(value))
    assert_allclose(after, [-0.01, -0.01, 0.01], rtol=1e-4)
