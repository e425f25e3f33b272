"""Mini-batches of 2 to 64, and what becomes of two values."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from bnviz.data import load
from bnviz.lessons.why import small_batches
from bnviz.maths.network import Hidden, Network


@pytest.mark.parametrize("rate", small_batches.RATES)
def test_every_network_sees_equally_many_images(rate):
    plans = small_batches.of_sizes(rate, 2)
    assert tuple(plan.batch_size for plan in plans) == small_batches.SIZES
    assert {plan.steps * plan.batch_size for plan in plans} == {small_batches.IMAGES_SEEN}
    for plan in plans:
        assert tuple(arm.normalization for arm in plan.arms) == small_batches.KINDS
        assert plan.checkpoints == (plan.steps,)
        assert plan.seed == 2


def test_the_learning_rate_is_in_proportion_to_m_or_the_same():
    scaled, same = (small_batches.of_sizes(rate) for rate in ("scaled", "same"))
    for plan, other in zip(scaled, same, strict=True):
        (rate,) = {arm.learning_rate for arm in plan.arms}
        assert rate / plan.batch_size == pytest.approx(0.1 / 32)
        assert {arm.learning_rate for arm in other.arms} == {0.1}


@pytest.mark.parametrize(("first", "second"), [(0.2, 3.0), (5.0, -5.0), (100.0, 101.0)])
def test_two_values_become_one_and_minus_one(first, second):
    sign = np.sign(first - second)
    np.testing.assert_allclose(small_batches.pair(first, second), [sign, -sign], atol=1e-4)


def test_two_equal_values_become_nothing():
    np.testing.assert_array_equal(small_batches.pair(1.5, 1.5), [0, 0])


def test_fresh_statistics_are_those_of_a_thousand_training_images():
    digits, rng = load("mnist-sample"), np.random.default_rng(3)
    weight, shift, gamma = rng.normal(size=(20, 784)) / 28, rng.normal(size=20), rng.normal(size=20)
    output = rng.normal(size=(10, 20))
    network = Network((Hidden(weight, shift, gamma),), output, np.zeros(10), "relu")
    (plan, *_) = small_batches.of_sizes("scaled")
    collected, asked = (
        torch.from_numpy(images / 255 @ weight.T)
        for images in (digits.train_images[:1000], digits.test_images)
    )
    y = torch.nn.functional.batch_norm(
        asked,
        collected.mean(0),
        collected.var(0, correction=0),
        torch.from_numpy(gamma),
        torch.from_numpy(shift),
    )
    answers = (y.relu() @ torch.from_numpy(output).T).argmax(1).numpy()
    wanted = float((answers == digits.test_labels).mean())
    assert small_batches.with_fresh_statistics(network, plan, digits) == pytest.approx(wanted, abs=0.002)
