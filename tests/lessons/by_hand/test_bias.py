import numpy as np
import pytest
from torch import nn

from bnviz.lessons.by_hand.bias import shifted
from bnviz.lessons.by_hand.shapes import count, parameters

X, GRADIENT = np.array([2.0, 4, 6, 9]), np.array([1.0, -2, 0.5, 3])


@pytest.mark.parametrize("bias", [-20.0, 0.5, 7.0])
def test_a_bias_changes_nothing_but_the_mean(bias: float) -> None:
    found = shifted(X, bias, GRADIENT)
    assert found.difference < 1e-13
    assert found.after.mean == pytest.approx(found.before.mean + bias)
    assert abs(found.to_bias) < 1e-13
    assert found.to_beta == 2.5


@pytest.mark.parametrize(("bias", "batch_norm"), [(True, False), (True, True), (False, True)])
@pytest.mark.parametrize("depth", [1, 3])
def test_the_parameters_are_those_of_torch(depth: int, bias: bool, batch_norm: bool) -> None:
    layers: list[nn.Module] = []
    for inputs in [784, *[20] * (depth - 1)]:
        layers += [nn.Linear(inputs, 20, bias=bias), *([nn.BatchNorm1d(20)] if batch_norm else [])]
    network = nn.Sequential(*layers, nn.Linear(20, 10))
    found = parameters(depth, 20, bias=bias, batch_norm=batch_norm)
    learned = [parameter.torch_shape for parameter in found if parameter.learned]
    assert learned == [tuple(parameter.shape) for parameter in network.parameters()]
    kept = [parameter.torch_shape for parameter in found if not parameter.learned]
    assert kept == [tuple(buffer.shape) for buffer in network.buffers() if buffer.ndim]
    assert count(found) == sum(parameter.numel() for parameter in network.parameters())


def test_a_weight_has_a_column_for_each_input_and_a_vector_is_a_column() -> None:
    first = {each.letter: each.shape for each in parameters(1, 20, bias=True, batch_norm=True)[:5]}
    assert first["W"] == (20, 784)
    assert {first[letter] for letter in ("b", "γ", "β")} == {(20, 1)}
