"""The numbers of a mini-batch that a network has trained on, against what its run recorded beside it."""

import numpy as np
import pandas as pd
import pytest

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.lessons.formulas import UnitBatch
from bnviz.runs.workers.frames import snapshot_rows
from bnviz.training.loop import Training

EXPERIMENT = Experiment(
    depth=2,
    width=5,
    batch_size=12,
    steps=30,
    activation="tanh",
    input="standardised",
    arms=(Arm(normalization="none"), Arm(normalization="batch", learning_rate=0.5)),
)
KEYS = ["step", "arm", "layer", "unit"]


@pytest.fixture(scope="module")
def recorded() -> pd.DataFrame:
    """A row for each step and unit with Batch Normalization: the tables units and batches, joined."""
    generator = np.random.default_rng(5)
    images, labels = generator.integers(0, 256, (700, 784), np.uint8), generator.integers(0, 10, 700)
    dataset = Dataset("mnist-sample", images[:100], labels[:100], images[100:], labels[100:])
    tables = snapshot_rows([snapshot for snapshot in Training(EXPERIMENT, dataset).steps() if snapshot])
    return tables["batches"].merge(tables["units"], on=KEYS, validate="one_to_one").set_index(KEYS)


def values(row: pd.Series) -> dict[str, float]:
    x, gradient = (tuple(map(float, row[name])) for name in ("x", "gradient"))
    numbers = (float(row[name]) for name in ("gamma", "beta", "running_mean", "running_var"))
    return UnitBatch(x, gradient, *numbers).values(1)


def test_mean_and_variance_are_those_the_run_recorded(recorded: pd.DataFrame) -> None:
    assert len(recorded) > 10 * EXPERIMENT.depth * EXPERIMENT.width
    for _, row in recorded.iterrows():
        worth = values(row)
        assert worth["mu"] == pytest.approx(row["batch_mean"], rel=1e-4, abs=1e-6)
        assert worth["variance"] == pytest.approx(row["batch_var"], rel=1e-4)


def test_running_statistics_follow_the_mini_batch_as_the_formula_says(recorded: pd.DataFrame) -> None:
    m = EXPERIMENT.batch_size
    for (step, *place), row in recorded.iterrows():
        if (before := (step - 1, *place)) in recorded.index:
            worth, then = values(row), recorded.loc[before]
            mean = 0.9 * then["running_mean"] + 0.1 * worth["mu"]
            variance = 0.9 * then["running_var"] + 0.1 * m / (m - 1) * worth["variance"]
            assert worth["running_mean"] == pytest.approx(mean, rel=1e-4, abs=1e-6)
            assert worth["running_variance"] == pytest.approx(variance, rel=1e-4)


def test_gradients_move_beta_and_gamma_by_the_learning_rate(recorded: pd.DataFrame) -> None:
    """Plain descent takes the arm's learning rate times ∂ℓ/∂γ and ∂ℓ/∂β off them."""
    rate = EXPERIMENT.arms[1].learning_rate
    for (step, *place), row in recorded.iterrows():
        if (after := (step + 1, *place)) in recorded.index:
            worth, then = values(row), recorded.loc[after]
            assert then["gamma"] == pytest.approx(
                worth["gamma"] - rate * worth["to_gamma"], rel=1e-4, abs=1e-6
            )
            assert then["beta"] == pytest.approx(worth["beta"] - rate * worth["to_beta"], rel=1e-4, abs=1e-6)
