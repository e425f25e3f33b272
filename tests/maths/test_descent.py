import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.maths import Array
from bnviz.maths.descent import bowl, level, path


@pytest.fixture
def task() -> tuple[Array, Array]:
    generator = np.random.default_rng(0)
    return generator.normal(1, 2, (50, 2)) * [3, 0.4], generator.normal(0, 1, 50)


def torch_loss(features: Array, targets: Array, weights: torch.Tensor) -> torch.Tensor:
    return ((torch.tensor(features) @ weights - torch.tensor(targets)) ** 2).mean() / 2


def test_the_hessian_and_its_eigenvalues_are_those_of_torch(task: tuple[Array, Array]) -> None:
    found = bowl(*task)
    hessian = torch.autograd.functional.hessian(lambda w: torch_loss(*task, w), torch.zeros(2).double())
    assert_allclose(found.hessian, hessian, rtol=1e-12)
    values = np.linalg.eigvalsh(hessian.numpy())
    assert_allclose(found.curvatures, values, rtol=1e-12)
    assert found.condition == pytest.approx(values[1] / values[0])


def test_the_loss_is_that_of_torch_everywhere(task: tuple[Array, Array]) -> None:
    found, places = bowl(*task), np.array([[0.0, 0.0], [1.0, -2.0], [5.0, 0.3]])
    wanted = [torch_loss(*task, torch.tensor(place)).item() for place in places]
    assert_allclose(found.loss(places), wanted, rtol=1e-10)


def test_the_path_is_that_of_torchs_descent(task: tuple[Array, Array]) -> None:
    start = np.array([1.5, -0.5])
    weights = torch.nn.Parameter(torch.tensor(start))
    optimizer, way = torch.optim.SGD([weights], lr=0.02), [start]
    for _ in range(10):
        optimizer.zero_grad()
        torch_loss(*task, weights).backward()
        optimizer.step()
        way.append(weights.detach().numpy().copy())
    assert_allclose(path(bowl(*task), start, 0.02, 10), way, rtol=1e-10)


@pytest.mark.parametrize(("share", "comes_down"), [(0.99, True), (1.01, False)])
def test_the_largest_rate_is_where_descent_stops_to_come_down(
    task: tuple[Array, Array], share: float, comes_down: bool
) -> None:
    found = bowl(*task)
    steepest = np.linalg.eigh(found.hessian).eigenvectors[:, -1]
    way = path(found, found.minimum + steepest, share * found.largest_rate, 100)
    assert (found.loss(way[-1]) < found.loss(way[0])) == comes_down


def test_a_level_has_one_loss_and_goes_all_around_the_minimum(task: tuple[Array, Array]) -> None:
    found = bowl(*task)
    ring = level(found, found.lowest + 0.7)
    assert_allclose(found.loss(ring), found.lowest + 0.7)
    assert_allclose(ring[:-1].mean(axis=0), found.minimum, atol=1e-9)
