"""The tables of a run survive the way to bytes and back, and refuse rows that are not theirs."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.runs.tables import SCHEMAS, TableName, decode, encode

NAMES: tuple[TableName, ...] = get_args(TableName)
MEASURES = [(name, field.name) for name in NAMES for field in SCHEMAS[name] if field.nullable]
names = st.sampled_from(NAMES)
sizes = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=4)


def values(numbers: np.random.Generator, field: pa.Field, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Random values of exactly a field's type; one measure in five is missing."""
    kind = getattr(field.type, "value_type", field.type).to_pandas_dtype()
    drawn = numbers.normal(0, 100, shape)
    if field.nullable and np.issubdtype(kind, np.floating):
        drawn[numbers.random(shape) < 0.2] = np.nan
    return np.abs(drawn).clip(max=255).astype(kind) if kind == np.uint8 else drawn.astype(kind)


def lists(name: TableName, drawn: list[npt.NDArray[Any]], kind: pa.DataType) -> pd.Series:
    """Lists as a decoded table has them."""
    column = pd.Series(drawn, dtype=object)
    return column.astype(pd.ArrowDtype(kind)) if name == "distributions" else column


def table(name: TableName, rows: int, length: int = 3, seed: int = 0) -> pd.DataFrame:
    """Random rows of a table, its lists of one length."""
    numbers = np.random.default_rng(seed)
    columns = {}
    for field in SCHEMAS[name]:
        listed = pa.types.is_list(field.type)
        drawn = values(numbers, field, (rows, length) if listed else (rows,))
        columns[field.name] = lists(name, list(drawn), field.type) if listed else drawn
    return pd.DataFrame(columns)


@given(names, sizes, st.integers(0, 2**32 - 1))
def test_chunks_decode_to_the_rows_that_were_encoded(
    name: TableName, sizes: list[tuple[int, int]], seed: int
) -> None:
    frames = [table(name, *size, seed + i) for i, size in enumerate(sizes)]
    decoded = decode(name, [encode(name, frame) for frame in frames])
    expected = pd.concat([table(name, 0), *frames], ignore_index=True)
    pd.testing.assert_frame_equal(decoded, expected, check_exact=True)


@pytest.mark.parametrize(
    ("name", "column", "kind"),
    [
        ("answers", "predictions", np.uint8),
        ("batches", "x", np.float32),
        ("batches", "gradient", np.float32),
        ("parameters", "weight", np.float32),
        ("statistics", "variance", np.float32),
    ],
)
def test_a_list_is_read_as_an_array_of_its_type(name: TableName, column: str, kind: type) -> None:
    read = decode(name, [encode(name, table(name, 4))])[column]
    assert {(type(value), value.dtype, value.shape) for value in read} == {(np.ndarray, np.dtype(kind), (3,))}


@pytest.mark.parametrize("column", ["before", "after"])
def test_the_lists_of_distributions_lie_in_one_array(column: str) -> None:
    read = decode(
        "distributions", [encode("distributions", table("distributions", 4, seed=i)) for i in (0, 1)]
    )
    numbers = [value for i in (0, 1) for row in table("distributions", 4, seed=i)[column] for value in row]
    np.testing.assert_array_equal(read[column].list.flatten().to_numpy(np.float32), np.float32(numbers))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_decoded_of_several_chunks_can_be_encoded_again(name: TableName) -> None:
    read = decode(name, [encode(name, table(name, 4, seed=seed)) for seed in (0, 1)])
    pd.testing.assert_frame_equal(decode(name, [encode(name, read)]), read)


@pytest.mark.parametrize("name", NAMES)
def test_no_chunks_are_an_empty_frame_of_the_same_columns(name: TableName) -> None:
    empty = decode(name, [])
    assert empty.empty
    assert list(empty) == SCHEMAS[name].names
    pd.testing.assert_frame_equal(empty, decode(name, [encode(name, table(name, 0))]))


def test_rows_may_come_in_any_column_order_with_any_index_and_wider_numbers() -> None:
    frame = table("tests", 7)
    given = frame[frame.columns[::-1]].astype("float64").set_index(np.arange(7) * 3)
    pd.testing.assert_frame_equal(decode("tests", [encode("tests", given)]), frame)


def test_lists_may_be_of_wider_numbers() -> None:
    frame = table("batches", 3)
    given = frame.assign(x=[value.astype("float64") for value in frame["x"]])
    pd.testing.assert_frame_equal(decode("batches", [encode("batches", given)]), frame)


def test_the_lists_of_a_column_may_differ_in_length_and_be_empty() -> None:
    lists = [np.arange(length, dtype=np.float32) for length in (5, 0, 3, 0)]
    frame = table("parameters", 4).assign(gamma=lists, shift=lists[::-1], running_mean=[lists[1]] * 4)
    decoded = decode("parameters", [encode("parameters", frame[:3]), encode("parameters", frame[3:])])
    pd.testing.assert_frame_equal(decoded, frame)


def test_infinity_stays_infinity() -> None:
    frame = table("losses", 2).assign(train_loss=np.array([np.inf, -np.inf], np.float32))
    pd.testing.assert_frame_equal(decode("losses", [encode("losses", frame)]), frame)


@pytest.mark.parametrize(("name", "column"), MEASURES)
def test_of_a_chunk_from_before_a_column_was_there_the_column_is_missing(
    name: TableName, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = SCHEMAS[name]
    older = schema.remove(schema.get_field_index(column)).append(pa.field("example", pa.float32()))
    new, old = table(name, 3), table(name, 2, seed=1)
    with monkeypatch.context() as patch:
        patch.setitem(SCHEMAS, name, older)
        chunk = encode(name, old.drop(columns=column).assign(example=1.5))
    read = decode(name, [encode(name, new), chunk])
    assert list(read) == schema.names
    pd.testing.assert_frame_equal(read[:3], new)
    assert read[column][3:].isna().all()
    kept = [other for other in schema.names if other != column]
    pd.testing.assert_frame_equal(read[3:].reset_index(drop=True)[kept], old[kept])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"train_loss": None}, "columns"),
        ({"lr": 0.1}, "columns"),
        ({"step": 1.5}, "truncated"),
        ({"arm": 70_000}, "not in range"),
        ({"step": [1, None]}, "truncated"),
        ({"train_loss": "much"}, "convert"),
    ],
)
def test_rows_that_are_not_of_the_table_are_refused(change: dict[str, Any], said: str) -> None:
    frame = table("losses", 2).assign(**change)
    if change.get("train_loss", "") is None:
        frame = frame.drop(columns="train_loss")
    with pytest.raises(ValueError, match=said):
        encode("losses", frame)


def test_lists_of_too_large_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="not in range"):
        encode("answers", table("answers", 2).assign(predictions=[[1], [300, 2]]))


@pytest.mark.parametrize("name", NAMES)
def test_every_column_has_a_unit(name: TableName) -> None:
    assert all(field.metadata[b"unit"] for field in SCHEMAS[name])
