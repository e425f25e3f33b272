import numpy as np
import pytest
import torch

from bnviz.lessons.by_hand.scale import FACTORS, cosine, norm, scaled, toy_layer

LAYER = toy_layer()


def test_the_gradients_are_those_of_torch() -> None:
    weight = torch.tensor(3 * LAYER.weight, requires_grad=True)
    inputs = torch.tensor(LAYER.inputs, requires_grad=True)
    output = torch.nn.BatchNorm1d(8, dtype=torch.float64)(inputs @ weight.T)
    output.backward(torch.tensor(LAYER.gradient))
    found = scaled(LAYER, 3, batch_norm=True)
    np.testing.assert_allclose(found.output, output.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(found.to_weight, weight.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(found.to_inputs, inputs.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("factor", FACTORS)
def test_without_epsilon_the_factor_cancels_and_divides_the_gradient(factor: float) -> None:
    first, then = (scaled(LAYER, each, batch_norm=True, epsilon=0) for each in (1, factor))
    np.testing.assert_allclose(then.output, first.output, atol=1e-10)
    np.testing.assert_allclose(then.to_weight * factor, first.to_weight, atol=1e-10)
    np.testing.assert_allclose(then.to_inputs, first.to_inputs, atol=1e-10)
    assert then.relative_step == pytest.approx(first.relative_step / factor**2)


def test_a_negative_factor_mirrors_the_output() -> None:
    first, then = (scaled(LAYER, each, batch_norm=True, epsilon=0) for each in (1, -10))
    np.testing.assert_allclose(then.output, -first.output, atol=1e-10)


def test_without_batch_normalization_output_and_gradient_to_the_inputs_grow() -> None:
    first, then = (scaled(LAYER, each, batch_norm=False) for each in (1, 10))
    assert then.spread == pytest.approx(10 * first.spread)
    assert norm(then.to_weight) == pytest.approx(norm(first.to_weight))
    assert norm(then.to_inputs) == pytest.approx(10 * norm(first.to_inputs))


def test_weights_and_their_gradient_are_at_a_right_angle() -> None:
    found = scaled(LAYER, 1, batch_norm=True, epsilon=0)
    assert abs(cosine(LAYER.weight, found.to_weight)) < 1e-10
