"""Small files of the same make as the official ones, for tests that must pass on any machine."""

import gzip
import hashlib
from pathlib import Path

import numpy as np

from bnviz.data.official import MNIST_FILES, SourceFile

TRAIN = 200
TEST = 30


def encode(array):
    """The uncompressed IDX file of a uint8 array."""
    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    return header + array.astype(np.uint8).tobytes()


def small_mnist(seed=0):
    """The contents of the four files with random images and labels, in the official order, by name."""
    rng = np.random.default_rng(seed)
    arrays = [
        array
        for count in (TRAIN, TEST)
        for array in (rng.integers(0, 256, (count, 28, 28)), rng.integers(0, 10, count))
    ]
    return {
        file.name: gzip.compress(encode(array), mtime=0)
        for file, array in zip(MNIST_FILES, arrays, strict=True)
    }


def described(contents):
    """Names, sizes and SHA-256 sums of these files."""
    return tuple(
        SourceFile(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in contents.items()
    )


def write(folder: Path, contents):
    """Put the files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder
