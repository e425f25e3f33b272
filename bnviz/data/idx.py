"""IDX, the file format of MNIST: a magic number, the sizes of the dimensions, then one byte a value.

The magic number is two zero bytes, the type of the values (8: unsigned bytes) and the number of
dimensions; it and the sizes are 32-bit integers, high byte first. The official files are gzipped.
"""

from __future__ import annotations

import math

import numpy as np
from isal import isal_zlib

from bnviz.data.dataset import DataError, Images

UNSIGNED_BYTE = 0x08
GZIP = 16 + isal_zlib.MAX_WBITS  # zlib's number for "with gzip's header and checksum"


def decompress(content: bytes) -> bytes:
    """The bytes inside a gzip file's content.

    Raises:
        DataError: the content is not gzip, is damaged, or ends too soon.
    """
    try:
        return isal_zlib.decompress(content, GZIP)
    except isal_zlib.error as error:  # type: ignore[misc]  # the stub takes the class for an instance
        raise DataError("The file is not a complete gzip file.") from error


def parse(content: bytes, dimensions: int) -> Images:
    """The array that an uncompressed IDX file of unsigned bytes holds.

    Args:
        content: the whole file.
        dimensions: how many dimensions it must have: 3 for images, 1 for labels.

    Returns:
        A read-only uint8 array over `content`, which is not copied.

    Raises:
        DataError: another magic number, or more or fewer values than the sizes announce.
    """
    header = 4 + 4 * dimensions
    expected = bytes((0, 0, UNSIGNED_BYTE, dimensions))
    if content[:4] != expected:
        raise DataError(f"The IDX file starts with {content[:4].hex()!r}; it must be {expected.hex()!r}.")
    if len(content) < header:
        raise DataError(f"The IDX file ends after {len(content)} bytes, inside its header of {header}.")
    shape = np.frombuffer(content, ">u4", dimensions, offset=4).tolist()
    if len(content) - header != math.prod(shape):
        sizes = " × ".join(map(str, shape))
        raise DataError(f"The IDX file holds {len(content) - header} values; its header announces {sizes}.")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
