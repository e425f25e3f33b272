import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from bnviz.data import DataError, idx

from .idx_files import encode

bytes_arrays = arrays(np.uint8, array_shapes(max_dims=3, max_side=6))


@given(bytes_arrays)
def test_parsing_gives_back_what_was_encoded(array):
    np.testing.assert_array_equal(idx.parse(encode(array), array.ndim), array, strict=True)


@given(bytes_arrays, st.data())
def test_a_file_cut_anywhere_is_refused(array, data):
    content = encode(array)
    end = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(DataError):
        idx.parse(content[:end], array.ndim)


@given(bytes_arrays, st.binary(min_size=1, max_size=9))
def test_a_file_with_something_after_its_values_is_refused(array, surplus):
    with pytest.raises(DataError, match="its header announces"):
        idx.parse(encode(array) + surplus, array.ndim)


@pytest.mark.parametrize(
    "magic",
    [
        pytest.param(b"\0\0\x08\3", id="images instead of labels"),
        pytest.param(b"\0\0\x0d\1", id="floats instead of bytes"),
        pytest.param(b"\1\0\x08\1", id="no zeros at the start"),
    ],
)
def test_another_magic_number_is_refused_and_shown(magic):
    with pytest.raises(DataError, match=f"'{magic.hex()}'.*'00000801'"):
        idx.parse(magic + encode(np.zeros(5))[4:], dimensions=1)


@given(st.binary(max_size=64))
def test_no_bytes_whatever_cause_another_error_than_the_known_one(content):
    try:
        parsed = idx.parse(b"\0\0\x08\3" + content, dimensions=3)
    except DataError:
        return
    assert parsed.size + 12 == len(content)


def test_sizes_too_large_for_memory_are_refused_without_allocating_it():
    with pytest.raises(DataError, match="4294967295 × 4294967295 × 4294967295"):
        idx.parse(b"\0\0\x08\3" + b"\xff" * 12, dimensions=3)


@pytest.mark.parametrize("content", [b"", b"digits", bytes(2**20)])
def test_decompressing_undoes_gzip(content):
    assert idx.decompress(gzip.compress(content)) == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"digits", id="not gzip"),
        pytest.param(gzip.compress(b"digits")[:-9], id="truncated"),
        pytest.param(gzip.compress(b"digits")[:-8] + bytes(8), id="wrong checksum"),
        pytest.param(gzip.compress(b"digits")[:-4] + b"\xff" * 4, id="wrong size"),
        pytest.param(gzip.compress(b"digits")[:10] + b"\xff" * 20, id="damaged"),
    ],
)
def test_what_is_no_complete_gzip_file_is_refused(content):
    with pytest.raises(DataError, match="not a complete gzip file"):
        idx.decompress(content)
