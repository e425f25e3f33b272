"""The cures' arithmetic as it is shown, recomputed from the shown numbers."""

from __future__ import annotations

import numpy as np
import pytest

from bnviz.lessons.test_time.written_out import MOST_SUMMANDS, algorithm_2_tex, precise_tex, running_tex
from bnviz.maths.batch_norm import Statistics, update_running

from .latex import agree, equations

RANDOM = np.random.default_rng(5)


def _moments(count: int) -> tuple[np.ndarray, np.ndarray]:
    return RANDOM.normal(size=count), RANDOM.uniform(0.1, 3, size=count)


@pytest.mark.parametrize("count", [1, 2, 5, MOST_SUMMANDS])
def test_algorithm_2(count: int) -> None:
    means, variances = _moments(count)
    mean, variance = equations(algorithm_2_tex(means, variances, 60))
    assert (len(mean), len(variance)) == (2, 3)
    assert all(agree(side, means.mean()) for side in mean)
    assert all(agree(side, 60 / 59 * variances.mean()) for side in variance)


def test_many_mini_batches_are_not_all_written() -> None:
    means, variances = _moments(50)
    text = algorithm_2_tex(means, variances, 60)
    assert r"\ldots" in text
    (mean,), (product, variance) = equations(text)
    assert agree(mean, means.mean())
    assert agree(product, 60 / 59 * variances.mean())
    assert product == pytest.approx(variance, rel=2e-3)


def test_precise_bn() -> None:
    means, variances = _moments(20)
    ((shown, said),) = equations(precise_tex(means, variances))
    wanted = (means**2 + variances).mean() - means.mean() ** 2
    assert agree(shown, wanted)
    assert agree(said, wanted)


@pytest.mark.parametrize("weight", [0.001, 0.1, 1.0])
def test_the_running_average(weight: float) -> None:
    before = Statistics(np.array(-0.3), np.array(1.2))
    batch = Statistics(np.array(0.5), np.array(0.8))
    wanted = update_running(before, *batch, 60, weight)
    for chain, value in zip(equations(running_tex(before, batch, 60, weight)), wanted, strict=True):
        assert len(chain) == 2
        assert all(agree(side, float(value)) for side in chain)
