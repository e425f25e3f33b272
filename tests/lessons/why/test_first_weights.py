"""Deep networks before training: He's weights, the law of their gradients, and their first steps."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bnviz.data import Dataset, load
from bnviz.lessons.why.first_weights import (
    GROWTH,
    SEEN_IMAGES,
    STEP_IMAGES,
    Shape,
    descend,
    digits_batch,
    first_network,
    gradient_norms,
    growth,
    noise_batch,
    spreads,
    spreads_on_the_way,
)
from bnviz.maths.gradients import flat, gradients

DEEP = Shape(depth=20, width=200, activation="relu", normalised=True)


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load("mnist-sample")


def test_the_first_weights_are_he_s_and_the_same_with_bn_and_without() -> None:
    bn, plain = (first_network(DEEP._replace(normalised=bn), 784) for bn in (True, False))
    assert len(bn.hidden) == 20
    for one, other in zip(bn.hidden, plain.hidden, strict=True):
        assert_array_equal(one.weight, other.weight)
        assert one.weight.std() == pytest.approx(np.sqrt(2 / one.weight.shape[1]), rel=0.03)
        assert one.gamma is not None
        assert (one.gamma == 1).all()
        assert other.gamma is None
        assert not one.shift.any()
    assert not np.array_equal(first_network(DEEP._replace(seed=2), 784).weight, bn.weight)


@pytest.mark.parametrize("noise", [True, False])
def test_gradients_grow_by_the_law_with_bn_and_not_without(digits: Dataset, noise: bool) -> None:
    batch = noise_batch(128, 784) if noise else digits_batch(digits, 128)
    bn, plain = (
        gradient_norms(first_network(DEEP._replace(normalised=bn), 784), batch) for bn in (True, False)
    )
    assert growth(bn.products) == pytest.approx(GROWTH, rel=0.03)
    assert growth(bn.weights) == pytest.approx(GROWTH, rel=0.03)
    assert growth(plain.products) == pytest.approx(1, abs=0.08)
    assert pytest.approx(1.2112, abs=1e-4) == GROWTH


def test_the_norms_are_those_of_the_gradients() -> None:
    network, batch = first_network(DEEP._replace(depth=2), 50), noise_batch(16, 50)
    found, known = gradient_norms(network, batch), gradients(network, *batch)
    for layer in range(2):
        weight = known.parameters.hidden[layer].weight
        assert found.products[layer] == pytest.approx(np.sqrt((known.before[layer] ** 2).sum()))
        assert found.weights[layer] == pytest.approx(np.sqrt((weight**2).sum()))
        ratio = np.sqrt((weight**2).sum() / (network.hidden[layer].weight ** 2).sum())
        assert found.relative[layer] == pytest.approx(ratio)


def test_growth_is_the_factor_of_a_geometric_series_whatever_its_ends_are() -> None:
    norms = 5 * 1.3 ** -np.arange(10.0)
    assert growth(norms) == pytest.approx(1.3)
    norms[[0, -1]] *= 100
    assert growth(norms) == pytest.approx(1.3)
    assert growth(np.array([8.0, 2.0])) == pytest.approx(4)


def test_spreads_are_standard_deviations_of_each_layer() -> None:
    network, batch = first_network(DEEP._replace(depth=3), 50), noise_batch(64, 50)
    seen, found = network.forward(batch.inputs), spreads(network, batch)
    assert_allclose(found.before, [np.std(x) for x in seen.before])
    assert_allclose(found.after, 1, atol=1e-3)  # by construction: γ is 1
    assert found.loss == gradients(network, *batch).loss


def test_a_step_goes_down_the_gradient() -> None:
    network, batch = first_network(DEEP._replace(depth=3), 50), noise_batch(64, 50)
    moved = descend(network, batch, 0.01)
    step = flat(moved) - flat(network)
    assert_allclose(step, -0.01 * flat(gradients(network, *batch).parameters), atol=1e-12)


def test_large_steps_explode_without_bn_only(digits: Dataset) -> None:
    shape = Shape(12, 100, "relu", normalised=False)
    plain = spreads_on_the_way(shape, 3.0, 6, 784, digits)
    bn = spreads_on_the_way(shape._replace(normalised=True), 3.0, 6, 784, digits)
    small = spreads_on_the_way(shape, 0.03, 6, 784, digits)
    assert len(plain) == 7
    assert plain[0].before[-1] == small[0].before[-1] < 2
    assert plain[1].before[-1] > 2 * plain[0].before[-1]
    assert not np.isfinite(plain[-1].loss)
    assert max(each.before.max() for each in [*bn, *small]) < 20


def test_mini_batches_are_of_the_training_and_differ_from_step_to_step(digits: Dataset) -> None:
    one, other = (digits_batch(digits, STEP_IMAGES, step=step) for step in (1, 2))
    assert one.inputs.shape == (STEP_IMAGES, 784)
    assert 0 <= one.inputs.min() < one.inputs.max() <= 1
    assert not np.array_equal(one.labels, other.labels)
    assert len(digits_batch(digits, SEEN_IMAGES, step=2).labels) == SEEN_IMAGES
