from typing import get_args

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.experiment import Activation
from bnviz.maths.activations import ACTIVATIONS
from tests.activations import MODULES


def test_every_activation_of_an_experiment_has_its_formula() -> None:
    assert tuple(ACTIVATIONS) == get_args(Activation)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_derivative_equal_those_of_torch(name: str) -> None:
    """Also at the kink 0, and far out where a careless formula overflows."""
    x = np.concatenate([np.linspace(-6, 6, 241), [-1e3, -40.0, 40.0, 1e3]])
    leaf = torch.tensor(x, requires_grad=True)
    value = MODULES[name]()(leaf)
    (derivative,) = torch.autograd.grad(value.sum(), leaf)
    assert_allclose(ACTIVATIONS[name].function(x), value.detach().numpy(), rtol=1e-9, atol=1e-12)
    assert_allclose(ACTIVATIONS[name].derivative(x), derivative.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_derivative_is_the_slope(name: str) -> None:
    x, step = np.linspace(-4, 4, 80), 1e-6
    function, derivative = ACTIVATIONS[name]
    assert_allclose(derivative(x), (function(x + step) - function(x - step)) / (2 * step), atol=1e-8)
