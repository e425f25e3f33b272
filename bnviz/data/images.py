"""The forms in which a network is given the images: raw, standardised, or binary as in the paper's §4.1."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bnviz.data.dataset import Dataset, Images
from bnviz.experiment import InputForm

WHITE = 255
BINARY_THRESHOLD = 128


@dataclass(frozen=True)
class InputTransform:
    """From pixels 0-255 to a network's inputs: x = scale · pixel + offset.

    With a threshold, the pixel counts as 1 where it is at least the threshold and as 0 elsewhere.
    """

    scale: float
    offset: float
    threshold: int | None = None

    def apply(self, images: Images) -> NDArray[np.float32]:
        """The inputs for some images: uint8 of any shape to float32 of the same shape."""
        values = images if self.threshold is None else images >= self.threshold
        inputs: NDArray[np.float32] = values * np.float32(self.scale)
        inputs += np.float32(self.offset)
        return inputs


def input_form(name: InputForm, dataset: Dataset) -> InputTransform:
    """The transform that gives a data set's images this form; test images get the training images' one."""
    return FORMS[name](dataset.train_images)


def raw(_: Images) -> InputTransform:
    """Pixels as brightness in [0, 1]."""
    return InputTransform(scale=1 / WHITE, offset=0.0)


def standardised(train_images: Images) -> InputTransform:
    """Mean 0 and variance 1 over all training pixels together: one mean and one σ for every pixel."""
    mean, std = pixel_mean_and_std(train_images)
    return InputTransform(scale=1 / std, offset=-mean / std)


def binary(_: Images) -> InputTransform:
    """1 where a pixel is at least half white, 0 elsewhere."""
    return InputTransform(scale=1.0, offset=0.0, threshold=BINARY_THRESHOLD)


FORMS: Mapping[InputForm, Callable[[Images], InputTransform]] = MappingProxyType(
    {"raw": raw, "standardised": standardised, "binary": binary}
)


def pixel_mean_and_std(images: Images) -> tuple[float, float]:
    """Mean and standard deviation of all pixels of images (N, 784), in pixel values from 0 to 255.

    The sums are exact integers, so nothing cancels and every machine gets the same two numbers.
    """
    count = images.size
    total = int(images.sum(dtype=np.uint64))
    # The squares of one image's 784 pixels fit into 32 bits, which is twice as fast as 64.
    squares = np.einsum("ij,ij->i", images, images, dtype=np.uint32, casting="unsafe")
    squares_total = int(squares.sum(dtype=np.uint64))
    return total / count, math.sqrt(count * squares_total - total**2) / count
