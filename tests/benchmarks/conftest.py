import numpy as np
import pytest

from bnviz.data import Dataset
from bnviz.data.dataset import CLASSES, PIXELS
from bnviz.experiment import Experiment


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Digits that are easy to tell apart: each class lights its own tenth of the image, under some noise."""
    generator = np.random.default_rng(0)

    def draw(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = generator.integers(0, CLASSES, count)
        lit = np.arange(PIXELS) * CLASSES // PIXELS == labels[:, None]
        return (lit * 200 + generator.integers(0, 50, lit.shape)).astype(np.uint8), labels

    return Dataset("mnist-sample", *draw(400), *draw(1_100))


@pytest.fixture(scope="session")
def experiment() -> Experiment:
    """Two small arms that learn quickly."""
    return Experiment.model_validate(
        {"depth": 2, "width": 16, "batch_size": 20, "steps": 1_000, "init_std": 0.3}
        | {"arms": [{"normalization": kind, "learning_rate": 0.5} for kind in ("batch", "none")]}
    )
