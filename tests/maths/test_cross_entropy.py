import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bnviz.maths import cross_entropy

from .finite_differences import numerical_gradient

LABELS = np.array([3, 0, 9, 9, 5])


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 1e4))
def test_loss_and_gradient_equal_those_of_torch(seed: int, scale: float) -> None:
    logits = scale * np.random.default_rng(seed).standard_normal((5, 10))
    leaf = torch.tensor(logits, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(leaf, torch.tensor(LABELS))
    (gradient,) = torch.autograd.grad(loss, leaf)
    assert_allclose(cross_entropy.loss(logits, LABELS), loss.item(), rtol=1e-9, atol=1e-12)
    assert_allclose(cross_entropy.gradient(logits, LABELS), gradient.numpy(), rtol=1e-9, atol=1e-12)


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    logits = np.random.default_rng(0).standard_normal((5, 10))
    slope = numerical_gradient(lambda z: cross_entropy.loss(z, LABELS), logits)
    assert_allclose(cross_entropy.gradient(logits, LABELS), slope, atol=1e-8)


def test_knowing_nothing_costs_the_logarithm_of_the_number_of_classes() -> None:
    assert_allclose(cross_entropy.loss(np.zeros((5, 10)), LABELS), np.log(10))


@given(st.floats(-1e300, 1e300))
def test_a_constant_added_to_all_logits_changes_nothing(constant: float) -> None:
    assert_allclose(cross_entropy.loss(np.full((5, 10), constant), LABELS), np.log(10))
