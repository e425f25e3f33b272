"""What a step is said to need is what its products do."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.floor import work
from benchmarks.products import Products
from bnviz.experiment import Arm, Experiment


@pytest.mark.parametrize("arms", [1, 3])
@pytest.mark.parametrize("depth", [1, 4])
def test_the_arithmetic_is_that_of_the_products(arms: int, depth: int) -> None:
    experiment = Experiment(depth=depth, width=12, batch_size=8, arms=(Arm(),) * arms)
    alone = Products(experiment)
    images = torch.zeros(8, 784)
    with FlopCounterMode(display=False) as counted:
        alone.forward(images)
        alone.backward(images)
    assert work(experiment).operations == counted.get_total_flops()


def test_twice_the_arms_move_twice_as_much_but_the_images() -> None:
    one, two, three = (
        work(Experiment(width=12, batch_size=8, arms=(Arm(),) * arms)).bytes for arms in (1, 2, 3)
    )
    assert three - two == two - one < one
