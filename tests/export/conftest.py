from collections.abc import Iterator

import pytest
import torch

from bnviz.data import Dataset
from bnviz.data.sample import read_sample


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Networks this small are slower on several threads, above all on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def sample() -> Dataset:
    return read_sample()
