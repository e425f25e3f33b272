"""The tables of a run: their columns with types and units, and the bytes they are stored as.

All tables are tidy. `step` is the number of updates made (0: before the first), `arm` the index into the
experiment's arms; `layer` and `unit` count from 1. A column may hold a list in each row. A chunk is a table's
rows of a few steps as one Arrow IPC stream. Its body is compressed with LZ4: the chunks of a quarter of a
second take 12.5 KB (Zstandard: 11.8, neither: 14.2), and those of a whole run decode in a third of
Zstandard's time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from bnviz.language import N_, _
from bnviz.runs.database import StoreError

TableName = Literal[
    "losses",
    "tests",
    "answers",
    "layers",
    "units",
    "distributions",
    "batches",
    "parameters",
    "statistics",
]

_STEP = ("step", pa.int32(), N_("updates"))
_ARM = ("arm", pa.int16(), N_("index into the experiment's arms"))
_LAYER = ("layer", pa.int16(), N_("hidden layer, from 1"))
_LAYER_OR_OUTPUT = ("layer", pa.int16(), N_("hidden layer, from 1; one more: the output layer"))
_UNIT = ("unit", pa.int16(), N_("unit of the layer, from 1"))
_UNIT_OR_ALL = ("unit", pa.int16(), N_("unit of the layer, from 1; 0: all units pooled"))
_NATS = N_("nats")
_IMAGES = N_("fraction of images")
_INPUT = N_("input to the nonlinearity")
_INITIAL = N_("initial standard deviations")
_BEFORE = N_("pre-activation before normalization")
_SQUARE = N_("square of the pre-activation before normalization")
_SCALE = N_("input to the nonlinearity per mini-batch standard deviation")
_GRADIENT = N_("nats per unit of weight")


def _keys(*columns: tuple[str, pa.DataType, str]) -> list[pa.Field]:
    return [pa.field(name, kind, nullable=False, metadata={"unit": unit}) for name, kind, unit in columns]


def _measures(kind: pa.DataType | None = None, /, **units: str) -> list[pa.Field]:
    kind = kind or pa.float32()
    return [pa.field(name, kind, metadata={"unit": unit}) for name, unit in units.items()]


def _lists(**units: str) -> list[pa.Field]:
    return _measures(pa.list_(pa.float32()), **units)


SCHEMAS: dict[TableName, pa.Schema] = {
    "losses": pa.schema(_keys(_STEP, _ARM) + _measures(train_loss=_NATS)),
    "tests": pa.schema(_keys(_STEP, _ARM) + _measures(test_loss=_NATS, test_accuracy=_IMAGES)),
    # The class that each probe image is given; 255 where the network's answer is no number.
    "answers": pa.schema(_keys(_STEP, _ARM) + _measures(pa.list_(pa.uint8()), predictions=N_("class"))),
    "layers": pa.schema(
        _keys(_STEP, _ARM, _LAYER)
        + _measures(p15=_INPUT, p50=_INPUT, p85=_INPUT, mean=_INPUT, std=_INPUT)
        + _measures(flat=N_("fraction of inputs to the nonlinearity"), dead=N_("fraction of units"))
        + _measures(shift=_INITIAL, shift_raw=_INPUT)
        + _measures(
            rate=N_("initial standard deviations per step"), rate_raw=N_("input to the nonlinearity per step")
        )
        + _measures(gradient_norm=_GRADIENT, gradient_change=_GRADIENT, gradient_cosine=N_("cosine"))
        + _measures(weight_norm=N_("weight"), gamma_p15=_SCALE, gamma_p50=_SCALE, gamma_p85=_SCALE)
        + _measures(beta_p15=_INPUT, beta_p50=_INPUT, beta_p85=_INPUT)
    ),
    "units": pa.schema(
        _keys(_STEP, _ARM, _LAYER, _UNIT)
        + _measures(p15=_INPUT, p50=_INPUT, p85=_INPUT)
        + _measures(batch_mean=_BEFORE, batch_var=_SQUARE, running_mean=_BEFORE, running_var=_SQUARE)
        + _measures(gamma=_SCALE, beta=_INPUT)
    ),
    # The quantiles at (k + ½) / 32 on the probe set, before Batch Normalization and after it.
    "distributions": pa.schema(
        _keys(_STEP, _ARM, _LAYER, _UNIT_OR_ALL) + _lists(before=_BEFORE, after=_INPUT)
    ),
    # Of arms that Batch Normalization gives the whole mini-batch at once: a value for each of its images.
    "batches": pa.schema(
        _keys(_STEP, _ARM, _LAYER, _UNIT)
        + _lists(x=_BEFORE, gradient=N_("nats per input to the nonlinearity"))
    ),
    # At the plan's checkpoints and the end: W, row by row, and a value for each unit. γ is empty where there
    # is no normalization; the shift is β where there is, elsewhere the bias. Only Batch Normalization has
    # running statistics.
    "parameters": pa.schema(
        _keys(_STEP, _ARM, _LAYER_OR_OUTPUT)
        + _lists(weight=N_("weight"), gamma=_SCALE, shift=_INPUT, running_mean=_BEFORE, running_var=_SQUARE)
    ),
    # Of the arms in `batches`, if the plan has checkpoints: a value for each unit, of every step's
    # mini-batch. The variance is the biased one.
    "statistics": pa.schema(_keys(_STEP, _ARM, _LAYER) + _lists(mean=_BEFORE, variance=_SQUARE)),
}


def _in_arrow(kind: pa.DataType) -> pd.ArrowDtype | None:
    return pd.ArrowDtype(kind) if pa.types.is_list(kind) else None


# As an array each, lists that are many and short would take twice the memory of their numbers.
_LISTS = {"distributions": _in_arrow}


def encode(name: TableName, frame: pd.DataFrame) -> bytes:
    """One chunk: the rows of a table as an Arrow IPC stream.

    Args:
        name: the table.
        frame: exactly the table's columns, in any order; numbers that fit their types.

    Raises:
        ValueError: if a column is missing or unknown, or a value does not fit its type.
    """
    schema = SCHEMAS[name]
    if set(frame.columns) != set(schema.names):
        raise ValueError(f"Table {name} has the columns {schema.names}, not {list(frame.columns)}.")
    # The units stay out of the stream: they would be a quarter of a small chunk.
    bare = schema.remove_metadata()
    # Column by column is twice as fast as `from_pandas`, which starts threads for a few hundred rows.
    columns = dict(frame.items())
    rows = pa.RecordBatch.from_arrays(
        [_array(columns[field.name], field.type) for field in bare], schema=bare
    )
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)  # a chunk is too small for threads
    with pa.ipc.new_stream(sink, bare, options=options) as stream:
        stream.write_batch(rows)
    return bytes(sink.getvalue())


def _array(column: pd.Series, kind: pa.DataType) -> pa.Array:
    """A column as Arrow has it; lists as one long array, which is far quicker than one after the other."""
    if not pa.types.is_list(kind):
        return pa.array(column.to_numpy(), kind)
    if isinstance(column.dtype, pd.ArrowDtype):
        return pa.Table.from_pandas(column.to_frame(), preserve_index=False)[0].combine_chunks().cast(kind)
    lists = column.to_list()
    ends = np.cumsum([0, *map(len, lists)])
    values = np.concatenate(lists) if lists else np.empty(0)
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(values, kind.value_type))


def decode(name: TableName, chunks: Sequence[bytes]) -> pd.DataFrame:
    """The rows of all chunks, one after the other; no chunks give an empty frame of the same types.

    Columns that chunks of an older version lack are NaN, and those that only they had are left out. A list is
    an array, but for the lists of distributions: these stay in Arrow, one after the other.

    Raises:
        StoreError: if a chunk is damaged.
    """
    schema = SCHEMAS[name].remove_metadata()
    try:
        tables = [pa.ipc.open_stream(chunk).read_all() for chunk in chunks]
        joined = pa.concat_tables([schema.empty_table(), *tables], promote_options="default")
        return from_arrow(name, joined.select(schema.names))
    except (pa.ArrowException, OSError) as error:
        raise StoreError(_("What was recorded as {table} is damaged.").format(table=name)) from error


def from_arrow(name: TableName, rows: pa.Table) -> pd.DataFrame:
    """A table's rows as pages and `encode` have them, of an Arrow table with its columns."""
    frame: pd.DataFrame = rows.to_pandas(types_mapper=_LISTS.get(name))
    return frame
