"""The data set that new runs are given, bettered in the background when it is only the sample."""

from __future__ import annotations

import threading
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

from bnviz.data.dataset import DataError, DatasetName
from bnviz.data.download import fetch
from bnviz.data.local import available
from bnviz.language import N_


@dataclass(frozen=True)
class Shelf:
    """What there is at one moment.

    Attributes:
        name: the data set that a run asked for now is given.
        fingerprint: its contents.
        folder: where full MNIST was found; None for the sample.
        problems: of each place that should have had full MNIST and had not.
        downloaded: the share of a running download that is here, 0 to 1; None if none is running.
        failure: why the last download failed.
    """

    name: DatasetName
    fingerprint: str
    folder: Path | None
    problems: tuple[DataError, ...]
    downloaded: float | None = None
    failure: DataError | None = None


class Library:
    """Knows the best data set on this machine, and downloads full MNIST where it is missing.

    Training never waits for a download: until it is done, runs are given the sample.
    """

    def __init__(self) -> None:
        """Look on this machine, and start a download if there is only the sample."""
        self.shelf = _look()
        self._lock = threading.Lock()
        self.retry()

    def retry(self) -> None:
        """Download full MNIST in the background, unless it is here or on its way."""
        with self._lock:
            if self.shelf.name == "mnist" or self.shelf.downloaded is not None:
                return
            self.shelf = replace(self.shelf, downloaded=0.0, failure=None)
        threading.Thread(target=self._download, daemon=True).start()

    def _download(self) -> None:
        try:
            fetch(self._advance)
            self.shelf = _look()
        except DataError as error:
            self._fail(error)
        except Exception as error:  # whatever it is, a visitor must not wait for ever
            traceback.print_exc()
            said = N_("The download broke off unexpectedly ({error}).")
            self._fail(DataError(said, error=type(error).__name__))

    def _fail(self, failure: DataError) -> None:
        self.shelf = replace(self.shelf, downloaded=None, failure=failure)

    def _advance(self, received: int, total: int) -> None:
        self.shelf = replace(self.shelf, downloaded=received / total)


def _look() -> Shelf:
    found = available()
    return Shelf(found.dataset.name, found.dataset.fingerprint, found.folder, found.problems)
