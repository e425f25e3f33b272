"""The tables of a run survive the way to bytes and back, and refuse rows that are not theirs."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.runs.tables import SCHEMAS, TableName, decode, encode

NAMES: tuple[TableName, ...] = get_args(TableName)
names = st.sampled_from(NAMES)


def table(name: TableName, rows: int, seed: int = 0) -> pd.DataFrame:
    """Random rows of a table, of exactly its types; one measure in five is missing."""
    numbers = np.random.default_rng(seed)
    columns = {}
    for field in SCHEMAS[name]:
        kind = field.type.to_pandas_dtype()
        drawn = numbers.normal(0, 100, rows)
        if field.nullable:
            drawn[numbers.random(rows) < 0.2] = np.nan
        columns[field.name] = drawn.astype(kind)
    return pd.DataFrame(columns)


@given(names, st.lists(st.integers(0, 50), max_size=4), st.integers(0, 2**32 - 1))
def test_chunks_decode_to_the_rows_that_were_encoded(name: TableName, sizes: list[int], seed: int) -> None:
    frames = [table(name, rows, seed + i) for i, rows in enumerate(sizes)]
    decoded = decode(name, [encode(name, frame) for frame in frames])
    pd.testing.assert_frame_equal(decoded, pd.concat([table(name, 0), *frames], ignore_index=True))


def test_rows_may_come_in_any_column_order_with_any_index_and_wider_numbers() -> None:
    frame = table("tests", 7)
    given = frame[frame.columns[::-1]].astype("float64").set_index(np.arange(7) * 3)
    pd.testing.assert_frame_equal(decode("tests", [encode("tests", given)]), frame)


def test_infinity_stays_infinity() -> None:
    frame = table("losses", 2).assign(train_loss=np.float32([np.inf, -np.inf]))
    pd.testing.assert_frame_equal(decode("losses", [encode("losses", frame)]), frame)


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
def test_rows_that_are_not_of_the_table_are_refused(change: dict[str, object], said: str) -> None:
    frame = table("losses", 2).assign(**change)
    if change.get("train_loss", "") is None:
        frame = frame.drop(columns="train_loss")
    with pytest.raises(ValueError, match=said):
        encode("losses", frame)


@pytest.mark.parametrize("name", NAMES)
def test_every_column_has_a_unit(name: TableName) -> None:
    assert all(field.metadata[b"unit"] for field in SCHEMAS[name])
