"""The four official files of MNIST: which they are, and reading a folder that holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bnviz.data import idx
from bnviz.data.dataset import DataError, Dataset, Images
from bnviz.language import N_


class SourceFile(NamedTuple):
    """A file as its publisher made it: its name, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


MNIST_FILES = (
    SourceFile(
        "train-images-idx3-ubyte.gz",
        9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    ),
    SourceFile(
        "train-labels-idx1-ubyte.gz",
        28_881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    SourceFile(
        "t10k-images-idx3-ubyte.gz",
        1_648_877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    ),
    SourceFile(
        "t10k-labels-idx1-ubyte.gz",
        4_542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
)


class Place(NamedTuple):
    """A folder that may hold the four files, and what a message calls it."""

    title: str
    folder: Path


def read_mnist(place: Place, files: Sequence[SourceFile] = MNIST_FILES) -> Dataset:
    """MNIST from a folder, once every file's SHA-256 is found right.

    Args:
        place: the folder.
        files: training images, training labels, test images and test labels, in this order.

    Raises:
        DataError: there is no such folder, or a file is missing, unreadable or not the expected one.
    """
    train_images, train_labels, test_images, test_labels = map(idx.decompress, _contents(place, files))
    return Dataset(
        name="mnist",
        train_images=_flat(idx.parse(train_images, dimensions=3)),
        train_labels=idx.parse(train_labels, dimensions=1).astype(np.int64),
        test_images=_flat(idx.parse(test_images, dimensions=3)),
        test_labels=idx.parse(test_labels, dimensions=1).astype(np.int64),
    )


def _contents(place: Place, files: Sequence[SourceFile]) -> list[bytes]:
    try:
        present = {entry.name for entry in place.folder.iterdir()}
        missing = [file.name for file in files if file.name not in present]
        if missing:
            said = N_("{place} lacks {files}; it must hold all four MNIST files.")
            raise DataError(said, place=place.title, files=", ".join(missing))
        contents = [(place.folder / file.name).read_bytes() for file in files]
    except OSError as error:
        said = N_("{place} cannot be read ({reason}); it must be a folder with the four MNIST files.")
        raise DataError(said, place=place.title, reason=error.strerror) from error
    _verify(place, files, contents)
    return contents


def _verify(place: Place, files: Sequence[SourceFile], contents: Sequence[bytes]) -> None:
    wrong = [
        file.name
        for file, content in zip(files, contents, strict=True)
        if hashlib.sha256(content).hexdigest() != file.sha256
    ]
    if wrong:
        said = N_(
            "{place} holds {files} with a wrong SHA-256; "
            "only the official files, gzipped and unchanged, are used."
        )
        raise DataError(said, place=place.title, files=", ".join(wrong))


def _flat(images: Images) -> Images:
    """Images (N, rows, columns) as rows of pixels (N, rows × columns)."""
    count, rows, columns = images.shape
    return images.reshape(count, rows * columns)
