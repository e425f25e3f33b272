import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import bnviz.cli.data
from bnviz.data import Available, DataError, Dataset, load

from .conftest import Command

FOLDER = Path("folder")


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network from which two digits come for MNIST, in two pieces."""
    images, labels = np.zeros((2, 784), np.uint8), np.array([3, 5])
    here = [Available(load("mnist-sample"), None, (DataError("BNVIZ_DATA_DIR is of no use."),))]

    def fetch(progress: Callable[[int, int], None]) -> None:
        progress(500, 1000)
        progress(1000, 1000)
        here[0] = Available(Dataset("mnist", images, labels, images, labels), FOLDER, ())

    monkeypatch.setattr(bnviz.cli.data, "fetch", fetch)
    monkeypatch.setattr(bnviz.cli.data, "available", lambda: here[0])


@pytest.mark.usefixtures("mirror")
def test_mnist_is_downloaded_and_described(command: Command) -> None:
    done = command("data")
    assert done.status == 0
    assert done.out.startswith(f"MNIST is in {FOLDER}: 2 images to train and 2 to test, fingerprint ")
    assert done.err == "BNVIZ_DATA_DIR is of no use.\n", "there is no bar where there is no terminal"


@pytest.mark.usefixtures("mirror")
def test_a_terminal_shows_the_download(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "Downloading MNIST" in command("data").err


@pytest.mark.usefixtures("mirror")
def test_what_is_here_is_not_downloaded_again(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    first = command("data")
    monkeypatch.delattr(bnviz.cli.data, "fetch")
    assert command("data") == first._replace(err="")


@pytest.mark.usefixtures("mirror")
def test_a_run_downloads_mnist_first(train: Command) -> None:
    assert train("--set", "batch_size=2").report["data"] == "mnist"


def test_a_failed_download_is_told_in_one_sentence(command: Command) -> None:
    failed = command("data")
    assert (failed.status, failed.out) == (1, "")
    assert failed.err == (
        "MNIST could not be downloaded: 127.0.0.1:9 refused the connection; "
        "runs use the 5,000-digit sample meanwhile.\n"
    )
