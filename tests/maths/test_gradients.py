"""Gradients of a frozen network: against autograd on torch.nn, and along the loss itself."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import nn

from bnviz.maths import Array
from bnviz.maths.gradients import flat, gradients, with_parameters
from bnviz.maths.slope import central_difference

from .test_network import CLASSES, IMAGES, as_numpy, each_activation, each_kind, images, twin_of

LABELS = np.random.default_rng(5).integers(0, CLASSES, IMAGES)

each_mode = pytest.mark.parametrize("training", [True, False], ids=["training", "test time"])


def by_autograd(twin: nn.Sequential, *, training: bool) -> tuple[float, Array, list[Array]]:
    """The loss; all gradients in the order of `flat`; and those to Wu of each layer, (m, units)."""
    twin.train(training)
    products: list[torch.Tensor] = []
    for name, layer in twin.named_children():
        if name.startswith("linear"):
            layer.register_forward_hook(lambda *seen: seen[-1].retain_grad() or products.append(seen[-1]))
    loss = nn.functional.cross_entropy(twin(torch.tensor(images())), torch.tensor(LABELS))
    loss.backward()
    pieces = []
    for name, layer in twin.named_children():
        if name.startswith("norm"):
            pieces += [layer.bias, layer.weight]  # shift, then γ
        elif len(list(layer.parameters())):
            pieces += list(layer.parameters())
    together = np.concatenate([piece.grad.numpy().ravel() for piece in pieces if piece.grad is not None])
    return loss.item(), together, [each.grad.numpy() for each in products if each.grad is not None]


@each_mode
@each_kind
@each_activation
def test_loss_and_gradients_are_those_of_autograd(activation: str, training: bool, normalised: bool) -> None:
    twin = twin_of(activation, normalised=normalised)
    network, running = as_numpy(twin, activation)
    found = gradients(network, images(), LABELS, None if training else running)
    loss, together, products = by_autograd(twin, training=training)
    assert found.loss == pytest.approx(loss, rel=1e-12)
    assert_allclose(flat(found.parameters), together, rtol=1e-7, atol=1e-12)
    assert len(found.before) == len(products)
    for ours, theirs in zip(found.before, products, strict=True):
        assert_allclose(ours, theirs, rtol=1e-7, atol=1e-12)


@each_activation
def test_through_layer_normalization_too(activation: str) -> None:
    twin = twin_of(activation, normalised=True)
    batch, _ = as_numpy(twin, activation)
    network = replace(batch, hidden=tuple(layer._replace(each_image="layer") for layer in batch.hidden))
    for number, layer in enumerate(batch.hidden):
        norm = nn.LayerNorm(len(layer.shift), dtype=torch.float64)
        norm.load_state_dict({"weight": torch.tensor(layer.gamma), "bias": torch.tensor(layer.shift)})
        setattr(twin, f"norm{number}", norm)
    found = gradients(network, images(), LABELS)
    loss, together, _ = by_autograd(twin, training=True)
    assert found.loss == pytest.approx(loss, rel=1e-12)
    assert_allclose(flat(found.parameters), together, rtol=1e-7, atol=1e-12)


@each_kind
def test_the_loss_changes_as_the_gradient_says(normalised: bool) -> None:
    network, _ = as_numpy(twin_of("gelu", normalised=normalised), "gelu")
    theta = flat(network)
    directions = np.random.default_rng(7).normal(size=(3, len(theta)))

    def loss(along: Array) -> float:
        return gradients(with_parameters(network, theta + along @ directions), images(), LABELS).loss

    slopes = directions @ flat(gradients(network, images(), LABELS).parameters)
    assert_allclose(central_difference(loss, np.zeros(3), 1e-5), slopes, rtol=1e-6)


@each_kind
def test_a_point_and_its_network_are_the_same(normalised: bool) -> None:
    network, _ = as_numpy(twin_of("tanh", normalised=normalised), "tanh")
    theta = flat(network)
    assert len(theta) == sum(p.numel() for p in twin_of("tanh", normalised=normalised).parameters())
    again = with_parameters(network, theta)
    assert_array_equal(again.forward(images()).logits, network.forward(images()).logits)
    moved = with_parameters(network, theta + 1)
    assert_array_equal(flat(moved), theta + 1)
    assert_array_equal(moved.hidden[1].weight, network.hidden[1].weight + 1)
    assert moved.activation == network.activation


def test_batch_normalization_does_not_care_for_the_scale_of_weights_but_their_gradient_does() -> None:
    """BN((aW)u) = BN(Wu), and the gradient to aW is 1/a of that to W (§3.3)."""
    network, _ = as_numpy(twin_of("relu", normalised=True), "relu")
    first, a = network.hidden[0], 4.0
    larger = replace(network, hidden=(first._replace(weight=a * first.weight), *network.hidden[1:]))
    one, other = (gradients(each, images(), LABELS) for each in (network, larger))
    assert other.loss == pytest.approx(one.loss, rel=1e-4)  # ε is not 0
    assert_allclose(
        a * other.parameters.hidden[0].weight, one.parameters.hidden[0].weight, rtol=1e-3, atol=1e-6
    )


def test_a_diverged_network_gives_nan_without_a_warning() -> None:
    network, _ = as_numpy(twin_of("relu", normalised=False), "relu")
    broken = with_parameters(network, np.full(len(flat(network)), np.inf))
    found = gradients(broken, images(), LABELS)
    assert np.isnan(found.loss)
    assert np.isnan(flat(found.parameters)).any()
