"""The library: what new runs are given, and the download in the background that betters it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bnviz.data import Available, DataError, Dataset
from bnviz.data import library as module
from bnviz.data.dataset import DatasetName
from bnviz.data.library import Library, Shelf

PATIENCE = 30  # seconds; only a broken library needs them
FOLDER = Path("cache")


def digits(name: DatasetName) -> Dataset:
    images, labels = np.zeros((1, 784), np.uint8), np.zeros(1, np.int64)
    return Dataset(name, images, labels, images, labels)


SAMPLE = Available(digits("mnist-sample"), None, (DataError("BNVIZ_DATA_DIR lacks a file."),))
FULL = Available(digits("mnist"), FOLDER, ())


class Mirror:
    """Stands in for `fetch`: goes as far as it is let, then succeeds or fails."""

    def __init__(self) -> None:
        self.asked = 0
        self.failure: DataError | None = None
        self.found = SAMPLE
        self.begun, self.may_end = threading.Event(), threading.Event()

    def fetch(self, progress: Callable[[int, int], None]) -> None:
        self.asked += 1
        progress(1, 4)
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        if self.failure is not None:
            raise self.failure
        self.found = FULL

    def end(self) -> None:
        """Let downloads end, and wait until the library has made what it will of them."""
        self.may_end.set()
        for thread in set(threading.enumerate()) - {threading.current_thread()}:
            if thread.name.endswith("(_download)"):
                thread.join(PATIENCE)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    monkeypatch.setattr(module, "fetch", mirror.fetch)
    monkeypatch.setattr(module, "available", lambda: mirror.found)
    yield mirror
    mirror.end()


def begun(mirror: Mirror) -> Library:
    """A library whose download has come a quarter of its way."""
    library = Library()
    assert mirror.begun.wait(PATIENCE)
    return library


def test_full_mnist_is_not_downloaded_again(mirror: Mirror) -> None:
    mirror.found = FULL
    library = Library()
    library.retry()
    assert library.shelf == Shelf("mnist", FULL.dataset.fingerprint, FOLDER, ())
    assert mirror.asked == 0


def test_while_it_is_downloaded_runs_are_given_the_sample(mirror: Mirror) -> None:
    shelf = begun(mirror).shelf
    assert (shelf.name, shelf.fingerprint) == ("mnist-sample", SAMPLE.dataset.fingerprint)
    assert shelf.problems == SAMPLE.problems
    assert shelf.downloaded == 0.25


def test_once_it_is_here_runs_are_given_full_mnist(mirror: Mirror) -> None:
    library = begun(mirror)
    mirror.end()
    assert library.shelf == Shelf("mnist", FULL.dataset.fingerprint, FOLDER, ())


def test_a_failure_is_told_and_the_sample_stays(mirror: Mirror) -> None:
    mirror.failure = DataError("No mirror answered.")
    library = begun(mirror)
    mirror.end()
    assert (library.shelf.name, library.shelf.downloaded) == ("mnist-sample", None)
    assert str(library.shelf.failure) == "No mirror answered."


def test_after_a_failure_it_can_be_tried_again(mirror: Mirror) -> None:
    mirror.failure = DataError("No mirror answered.")
    library = begun(mirror)
    mirror.end()
    mirror.failure = None
    mirror.may_end.clear()
    mirror.begun.clear()
    library.retry()
    assert mirror.begun.wait(PATIENCE)
    assert (library.shelf.downloaded, library.shelf.failure) == (0.25, None)
    mirror.end()
    assert library.shelf.name == "mnist"
    assert mirror.asked == 2


def test_many_who_try_again_at_once_start_one_download(mirror: Mirror) -> None:
    library = begun(mirror)
    impatient = [threading.Thread(target=library.retry) for _ in range(8)]
    for thread in impatient:
        thread.start()
    for thread in impatient:
        thread.join(PATIENCE)
    assert mirror.asked == 1
