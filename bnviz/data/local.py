"""What is on this machine: full MNIST where it can be found, else the sample. Never the network."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bnviz.data.dataset import DataError, Dataset
from bnviz.data.locations import cache_folder, data_folder
from bnviz.data.official import MNIST_FILES, Place, SourceFile, read_mnist
from bnviz.data.sample import read_sample
from bnviz.language import N_


@dataclass(frozen=True)
class Available:
    """The best data set on this machine.

    Attributes:
        dataset: full MNIST, or the sample where no place holds it.
        folder: the folder that full MNIST was read from; None for the sample.
        problems: of each place that was searched in vain although it should have had the files.
    """

    dataset: Dataset
    folder: Path | None
    problems: tuple[DataError, ...]


def available(files: Sequence[SourceFile] = MNIST_FILES) -> Available:
    """Full MNIST from `BNVIZ_DATA_DIR` or else from the user's cache folder, or else the sample.

    Raises:
        DataError: there is not even the sample.
    """
    problems: list[DataError] = []
    for place in _places(files):
        try:
            return Available(read_mnist(place, files), place.folder, tuple(problems))
        except DataError as error:
            problems.append(error)
    return Available(read_sample(), None, tuple(problems))


def load(name: str, files: Sequence[SourceFile] = MNIST_FILES) -> Dataset:
    """The data set of this name, from this machine.

    Raises:
        DataError: there is no data set of this name, or it is not on this machine any more.
    """
    if name == "mnist-sample":
        return read_sample()
    if name != "mnist":
        raise DataError(f"There is no data set {name!r}; there are 'mnist' and 'mnist-sample'.")
    dataset = available(files).dataset
    if dataset.name != name:
        raise DataError(
            N_(
                "Full MNIST is no longer on this machine: "
                "neither BNVIZ_DATA_DIR nor the cache folder holds its four files unchanged."
            )
        )
    return dataset


def _places(files: Sequence[SourceFile]) -> Iterator[Place]:
    """Where to search; a cache folder that was never filled is no place, so it is no problem either."""
    if folder := data_folder():
        yield Place(f"BNVIZ_DATA_DIR ({folder})", folder)
    cache = cache_folder()
    if any(os.path.exists(cache / file.name) for file in files):
        yield Place(N_("The cache folder"), cache)
