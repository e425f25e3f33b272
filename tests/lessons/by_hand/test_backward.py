import numpy as np
import pytest
import torch

from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.lessons.by_hand.backward import WorkedBack
from bnviz.lessons.by_hand.toy_batch import EXAMPLES, some_gradients

every_batch = pytest.mark.parametrize("x", EXAMPLES.values(), ids=list(EXAMPLES))


def worked_back(x: tuple[float, ...], gamma: float = 1.5) -> WorkedBack:
    return WorkedBack(Worked(np.array(x), gamma, 0.5), np.array(some_gradients(len(x))))


@every_batch
def test_all_three_ways_give_what_autograd_finds(x: tuple[float, ...]) -> None:
    found = worked_back(x)
    norm = torch.nn.BatchNorm1d(1, dtype=torch.float64)
    torch.nn.init.constant_(norm.weight, 1.5)
    inputs = torch.tensor(x, dtype=torch.float64)[:, None].requires_grad_()
    norm(inputs).backward(torch.tensor(found.gradient)[:, None])
    expected = inputs.grad.numpy()[:, 0]
    tolerance = 1e-6 * found.size
    for way in (found.to_x, found.compact, found.slope, sum(found.paths)):
        np.testing.assert_allclose(way, expected, atol=tolerance)
    assert max(found.difference(found.compact), found.difference(found.slope)) < 1e-6


def test_a_wrong_gradient_is_told_by_the_difference() -> None:
    found = worked_back(EXAMPLES["Four values"])
    assert found.difference(found.paths[0]) > 0.1


@every_batch
def test_the_two_sums_vanish(x: tuple[float, ...]) -> None:
    found = worked_back(x)
    assert abs(found.to_x.sum()) < 1e-12 * found.size
    assert abs(found.to_x @ found.there.normalised) < 1e-4 * found.size


def test_no_gradient_is_no_difference() -> None:
    found = WorkedBack(Worked(np.array([1.0, 2.0])), np.zeros(2))
    assert found.difference(found.compact) == 0
    assert found.comparison()[0] == ["1", "0", "0", "0"]


def test_the_tables_hold_each_example_and_the_formulas_its_numbers() -> None:
    found = worked_back(EXAMPLES["Four values"])
    assert [row[0] for row in found.terms()] == ["1", "2", "3", "4", "sum"]
    assert found.terms()[-1][-1] == "0"
    assert found.values(3)["to_x"] == pytest.approx(found.to_x[2])
