"""Settings for all tests."""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
import torch
from hypothesis import HealthCheck, settings

from bnviz.figures import layout
from tests.postgresql import PostgreSQL, programs, running_postgresql
from tests.ray_cluster import Cluster, running_ray

# How long an example takes, or making one, says how busy the machine is, not whether the code is right.
# Where a machine decides, it decides the same each time: chance finds are for people.
settings.register_profile(
    "bnviz",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("bnviz")

layout.VALIDATES = True


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Networks this small are slower on several threads, above all on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True, scope="module")
def own_main() -> Iterator[None]:
    """Streamlit puts a page in the main module's place; a process spawned later would run that page."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server; without its programs the tests are skipped, but not where a machine decides."""
    if programs() is None:
        give_up = pytest.fail if "CI" in os.environ else pytest.skip
        give_up("no PostgreSQL: install the package postgresql")
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[Cluster]:
    """A Ray cluster on this machine; without Ray the tests are skipped."""
    if find_spec("ray") is None:
        give_up = pytest.fail if "CI" in os.environ else pytest.skip
        give_up("no Ray: install requirements-ray.txt")
    with running_ray() as cluster:
        yield cluster
