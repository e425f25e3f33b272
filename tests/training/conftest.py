import numpy as np
import pytest

from bnviz.data import Dataset
from bnviz.data.dataset import CLASSES, PIXELS

from .recording import EXPERIMENTS, Recording, record


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Noise for digits: 300 images to train, and to test more than are looked at during training."""
    generator = np.random.default_rng(28)
    parts = [
        (generator.integers(0, 256, (count, PIXELS), np.uint8), generator.integers(0, CLASSES, count))
        for count in (300, 1_100)
    ]
    return Dataset("mnist-sample", *parts[0], *parts[1])


@pytest.fixture(scope="session", params=EXPERIMENTS)
def recording(request: pytest.FixtureRequest, dataset: Dataset) -> Recording:
    """A short training, looked at after every step."""
    return record(EXPERIMENTS[request.param], dataset)
