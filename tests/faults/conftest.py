from collections.abc import Iterator

import pytest
import torch

from bnviz.training.devices import prepare_process


@pytest.fixture(autouse=True, scope="package")
def as_a_worker() -> Iterator[None]:
    """Train here as workers do: sums over several threads, or with denormal numbers, end in other bits."""
    threads = torch.get_num_threads()
    prepare_process(threads=1)
    yield
    torch.set_num_threads(threads)
    torch.set_flush_denormal(False)
