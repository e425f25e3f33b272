"""The length of weights, and how far a step turns them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch

from bnviz.lessons.regularisation.weight_norms import effective_rate, weight_norms


def test_a_column_for_each_arm_and_a_row_for_each_step_of_one_layer():
    rows = [
        (step, arm, layer, 100 * layer + 10 * arm + step)
        for step in (0, 5)
        for arm in (0, 1)
        for layer in (1, 2)
    ]
    table = pd.DataFrame(rows, columns=["step", "arm", "layer", "weight_norm"])
    found = weight_norms(table, 2)
    np.testing.assert_allclose(found.norms, [[200, 210], [205, 215]])
    np.testing.assert_allclose(found.steps, [0, 5])


@pytest.mark.parametrize("length", [0.5, 3.0])
def test_a_step_turns_weights_as_the_effective_rate_turns_a_unit_vector(length):
    """The angle of a small step at the rate η equals that of η/‖W‖² from length 1."""
    images, direction = torch.randn(64, 6, dtype=torch.float64), torch.randn(6, dtype=torch.float64)
    direction /= direction.norm()

    def turned(weight, rate):
        weight = weight.clone().requires_grad_()
        wu = images @ weight
        loss = (torch.tanh((wu - wu.mean()) / wu.std(unbiased=False)) * images[:, 0]).mean()
        loss.backward()
        step = rate * weight.grad
        return float((step / weight.detach().norm()).norm())

    rate = 1e-3
    effective = float(effective_rate(np.array([length]), rate)[0])
    assert turned(length * direction, rate) == pytest.approx(turned(direction, effective), rel=1e-9)
