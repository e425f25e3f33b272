"""A data set of digits: images to train and to test on, their labels, and a fingerprint of them all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bnviz.language import _

Images = NDArray[np.uint8]
Labels = NDArray[np.int64]
DatasetName = Literal["mnist", "mnist-sample"]

PIXELS = 28 * 28
CLASSES = 10


class DataError(Exception):
    """Data that cannot be had or used; the text is one sentence for the person who asked for it.

    It is made when it is read, in its reader's language, as all visitors are told of one download.

    Args:
        sentence: in English, with places for the values.
        values: what goes there; a text, or each of a list, is translated too if it is a sentence of ours.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self._sentence, self._values = sentence, values

    def __str__(self) -> str:
        said = _(self._sentence)
        values = {name: _told(value) for name, value in self._values.items()}
        return said.format(**values) if values else said


def _told(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return _(value) if isinstance(value, str) else value


@dataclass(frozen=True, eq=False)
class Dataset:
    """Digits to train and to test on; its arrays are made read-only, since everyone shares them.

    Attributes:
        name: "mnist" for the 70,000 digits of the official files, "mnist-sample" for 5,000 of them.
        train_images: pixels from 0 (background) to 255 (ink), uint8, shape (N, 784), row by row.
        train_labels: the digits 0-9 that the images show, int64, shape (N,).
        test_images: as `train_images`, for the digits kept for testing.
        test_labels: as `train_labels`, for the digits kept for testing.

    Raises:
        DataError: the arrays have another type or shape than these, or a label is not a digit.
    """

    name: DatasetName
    train_images: Images = field(repr=False)
    train_labels: Labels = field(repr=False)
    test_images: Images = field(repr=False)
    test_labels: Labels = field(repr=False)

    def __post_init__(self) -> None:
        _check("training", self.train_images, self.train_labels)
        _check("test", self.test_images, self.test_labels)
        for array in self._arrays():
            array.setflags(write=False)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the shapes and bytes of all arrays, 64 hexadecimal digits; equal for equal data."""
        digest = hashlib.sha256()
        for array in self._arrays():
            digest.update(f"{array.dtype.str}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def _arrays(self) -> tuple[Images, Labels, Images, Labels]:
        return self.train_images, self.train_labels, self.test_images, self.test_labels


def _check(part: str, images: Images, labels: Labels) -> None:
    if images.dtype != np.uint8 or images.ndim != 2 or images.shape[1] != PIXELS or not len(images):
        raise DataError(
            f"The {part} images are {images.dtype} of shape {images.shape}; "
            f"they must be uint8 of shape (N, {PIXELS}) with N at least 1."
        )
    if labels.dtype != np.int64 or labels.shape != images.shape[:1]:
        raise DataError(
            f"The {part} labels are {labels.dtype} of shape {labels.shape}; "
            f"they must be int64, one for each of the {len(images)} images."
        )
    if labels.min() < 0 or labels.max() >= CLASSES:
        raise DataError(f"The {part} labels run from {labels.min()} to {labels.max()}; they must be 0 to 9.")
