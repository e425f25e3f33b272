import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.maths import layer_norm

EXAMPLES, UNITS = 6, 9


@pytest.mark.parametrize("spread", [1e-3, 1, 100])
def test_forward_and_gradients_are_those_of_torch(spread: float) -> None:
    random = np.random.default_rng(5)
    x, gradient = random.normal(3, spread, (EXAMPLES, UNITS)), random.normal(size=(EXAMPLES, UNITS))
    gamma, beta = random.normal(1, 0.5, UNITS), random.normal(size=UNITS)
    theirs = torch.nn.LayerNorm(UNITS).double()
    theirs.load_state_dict({"weight": torch.tensor(gamma), "bias": torch.tensor(beta)})
    inputs = torch.tensor(x, requires_grad=True)
    expected = theirs(inputs)
    expected.backward(torch.tensor(gradient))
    forward = layer_norm.forward(x, gamma, beta)
    assert_allclose(forward.output, expected.detach(), rtol=1e-9, atol=1e-9)
    found = layer_norm.backward(gradient, gamma, forward)
    for ours, parameter in zip(found, (inputs, theirs.weight, theirs.bias), strict=True):
        assert parameter.grad is not None
        assert_allclose(ours, parameter.grad, rtol=1e-8, atol=1e-9 / spread)


def test_every_example_has_mean_0_and_variance_1_whatever_its_scale_and_company() -> None:
    x = np.random.default_rng(6).normal(2, 3, (EXAMPLES, UNITS))
    one, zero = np.ones(UNITS), np.zeros(UNITS)
    found = layer_norm.forward(x, one, zero)
    assert_allclose(found.normalised.mean(axis=1), 0, atol=1e-12)
    assert_allclose(found.normalised.var(axis=1), 1, rtol=1e-5)
    assert_allclose(found.mean, x.sum(axis=1) / UNITS)
    assert_allclose(layer_norm.forward(7 * x, one, zero).output, found.output, rtol=1e-4, atol=1e-5)
    assert_allclose(layer_norm.forward(x[:1], one, zero).output, found.output[:1], rtol=1e-12)
