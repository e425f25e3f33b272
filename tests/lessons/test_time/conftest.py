"""The lesson's networks, trained on the sample and, where it lies beside the repository, on full MNIST."""

from __future__ import annotations

from pathlib import Path

import pytest

from bnviz.data import Dataset, load

from .trained import Asked, record, sample

MNIST = Path(__file__).parents[4] / "shared" / "mnist"


@pytest.fixture(scope="session", params=["sample", "full"])
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The trained networks, and what they are asked about."""
    digits = sample() if request.param == "sample" else _official()
    return Asked(record(tmp_path_factory.mktemp("trained") / "runs.sqlite", digits))


def _official() -> Dataset:
    if not MNIST.is_dir():
        pytest.skip("the official MNIST files are not beside the repository")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BNVIZ_DATA_DIR", str(MNIST))
        return load("mnist")
