"""Other looks of the same digits: thicker, turned, inverted, noisy: what covariate shift is shown with.

Who learned from black cats only may not know a white one. In the same way a network is trained on digits of
one look here, and tested on another: the pixels' distribution differs, and what they show does not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bnviz.data.dataset import PIXELS, DataError, Dataset, Images, Labels
from bnviz.data.images import WHITE
from bnviz.data.pixels import CHANGES, SIDE
from bnviz.data.subsets import pick
from bnviz.experiment import Look
from bnviz.language import N_

BLOCK = 500  # images at a time, so that their float32 copies stay small


def look_at(images: Images, look: Look) -> Images:
    """The images as they look with a change done to each of them; the look's subset is not applied.

    Strength 0 is the original, byte for byte; the more strength, the farther from it. Below 0 the change goes
    the other way, where there is one. Pixels that would leave 0 to 255 are cut off there. Strength 1 is:

    - thickness: ink that spreads by up to 2 pixels; below 0 it is eaten away;
    - rotation: 60° to the left (counter-clockwise);
    - shift: 6 pixels to the right; background comes in;
    - brightness: 160 more in every pixel, ink and background;
    - contrast: 8 times as far from middle grey;
    - inversion: the negative; strength s is a blend with s² of it;
    - noise: Gaussian, σ = 100, always the same at the same place in `images`;
    - blur: by a Gaussian, σ = 2.5 pixels.

    Args:
        images: uint8, shape (N, 784).
        look: the kind and the strength.

    Returns:
        uint8, shape (N, 784); `images` itself where nothing is to be done.

    Raises:
        DataError: the images have another type or shape.
    """
    if images.dtype != np.uint8 or images.shape[1:] != (PIXELS,):
        raise DataError(
            f"The images are {images.dtype} of shape {images.shape}; "
            f"they must be uint8 of shape (N, {PIXELS})."
        )
    if look.kind == "plain" or look.strength == 0:
        return images
    change = CHANGES[look.kind](look.strength)
    changed = np.empty(images.shape, dtype=np.uint8)
    for start in range(0, len(images), BLOCK):
        stack = images[start : start + BLOCK].reshape(-1, SIDE, SIDE).astype(np.float32)
        pixels = np.rint(change(stack)).clip(0, WHITE)
        changed[start : start + BLOCK] = pixels.reshape(-1, PIXELS)
    return changed


def looked(dataset: Dataset, look: Look) -> Dataset:
    """The data set for training on a look: of the training images those of its subset, changed.

    Which belong to the subset is seen before they are changed. The test images stay as they are. For
    the default look it is `dataset` itself; other training images give it a fingerprint of its own.

    Raises:
        DataError: the subset has no image.
    """
    if look == Look():
        return dataset
    images, labels = _of_subset(dataset.train_images, dataset.train_labels, look)
    return replace(dataset, train_images=look_at(images, look), train_labels=labels)


def looked_test(dataset: Dataset, look: Look, count: int) -> tuple[Images, Labels]:
    """Test images in a look, and their labels: `count` of its subset, or all where there are fewer.

    They come in an order drawn once, in which the digits mix: a larger `count` adds images at the end, and
    without a subset the first 512 are the probe set (`probe_places`).

    Returns:
        uint8 of shape (n, 784) and int64 of shape (n,), n at most `count`.

    Raises:
        DataError: `count` is below 1, or the subset has no image.
    """
    if count < 1:
        raise DataError(f"The count of test images is {count}; it must be at least 1.")
    mixed = np.random.default_rng(0).permutation(len(dataset.test_labels))
    images, labels = _of_subset(dataset.test_images[mixed], dataset.test_labels[mixed], look)
    return look_at(images[:count], look), labels[:count]


def _of_subset(images: Images, labels: Labels, look: Look) -> tuple[Images, Labels]:
    mask = pick(images, labels, look.subset)
    if not mask.any():
        said = N_("The subset '{subset}' has no image in this data set; 'all' has some.")
        raise DataError(said, subset=look.subset)
    return images[mask], labels[mask]
