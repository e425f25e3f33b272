"""Along the gradient: against losses whose gradient is known, and against torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.lessons.why.landscape import Along, along_gradient, median_smoothness, smoother_at
from bnviz.maths import Array
from bnviz.maths.network import Hidden, Network

RATES = (0.1, 0.5, 2.0)
INPUTS = np.random.default_rng(1).normal(size=(30, 6))
LABELS = np.random.default_rng(2).integers(0, 4, 30)


def network() -> Network:
    random = np.random.default_rng(3)
    hidden = Hidden(random.normal(size=(5, 6)), random.normal(size=5), random.uniform(0.5, 2, 5))
    return Network((hidden,), random.normal(size=(4, 5)), np.zeros(4), "tanh")


def by_torch(rate: float) -> tuple[float, Array, Array]:
    """The loss and the gradient after a step, and the gradient before it: torch's own step."""
    one = network()
    linear, norm, output = torch.nn.Linear(6, 5, bias=False), torch.nn.BatchNorm1d(5), torch.nn.Linear(5, 4)
    twin = torch.nn.Sequential(linear, norm, torch.nn.Tanh(), output).double()
    values = [one.hidden[0].weight, one.hidden[0].gamma, one.hidden[0].shift, one.weight, one.bias]
    for parameter, value in zip(twin.parameters(), values, strict=True):
        parameter.data.copy_(torch.as_tensor(value))
    optimizer = torch.optim.SGD(twin.parameters(), lr=rate)
    seen = []
    for _ in range(2):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(twin(torch.tensor(INPUTS)), torch.tensor(LABELS))
        loss.backward()
        seen.append(
            np.concatenate([p.grad.numpy().ravel() for p in twin.parameters() if p.grad is not None]).copy()
        )
        optimizer.step()
    return loss.item(), seen[1], seen[0]


def test_losses_and_changes_are_those_of_one_step_of_torch() -> None:
    found = along_gradient(network(), INPUTS, LABELS, RATES)
    for place, rate in enumerate(RATES):
        loss, after, before = by_torch(rate)
        assert found.losses[place] == pytest.approx(loss, rel=1e-9)
        assert found.changes[place] == pytest.approx(np.linalg.norm(after - before), rel=1e-7)
        assert found.norm == pytest.approx(np.linalg.norm(before), rel=1e-9)


def test_smoothness_is_the_largest_change_for_the_way_that_was_made() -> None:
    of_a_parabola = Along(np.array([0.1, 0.2]), 3.0, np.zeros(2), 7.0 * 3.0 * np.array([0.1, 0.2]))
    assert of_a_parabola.smoothness == pytest.approx(7.0)  # ½ 7 θ² is 7-smooth
    assert_allclose(of_a_parabola.relative, [0.7, 1.4])
    bent = of_a_parabola._replace(changes=np.array([9.0, 0.6]))
    assert bent.smoothness == pytest.approx(9 / 0.3)


def test_only_the_chosen_rates_count() -> None:
    found = along_gradient(network(), INPUTS, LABELS, RATES)
    near = found.within(0.1, 0.5)
    assert_allclose(near.rates, [0.1, 0.5])
    assert_allclose(near.losses, found.losses[:2])
    assert_allclose(near.changes, found.changes[:2])
    assert near.norm == found.norm


def test_two_networks_are_compared_step_by_step() -> None:
    def smooth(beta: float) -> Along:
        return Along(np.ones(1), 1.0, np.zeros(1), np.array([beta]))

    one, other = [smooth(1), smooth(5), smooth(3)], [smooth(2), smooth(4), smooth(9)]
    assert smoother_at(one, other) == [True, False, True]
    assert median_smoothness(one) == 3
