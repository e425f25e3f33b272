"""Reading a run back from the zip or folder that it was taken home in. A file from outside is not trusted."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from bnviz.export.tables import NAME, Tables
from bnviz.runs.adoption import Facts
from bnviz.runs.tables import SCHEMAS, TableName, from_arrow

MOST_BYTES = 2_000_000_000
"""Of all that is read, unpacked."""


class ImportFileError(Exception):
    """A file that is no run; the message is one sentence."""


def read_run(file: Path) -> tuple[Facts, Tables]:
    """The facts and tables of a run that `bnviz.export.archive` wrote.

    Raises:
        ImportFileError: if it is something else, damaged, or too large.
    """
    try:
        with ZipFile(file) as archive:
            return _read(archive)
    except (BadZipFile, OSError, KeyError, EOFError, pa.ArrowException) as error:
        raise ImportFileError(f"file: {file} is not a run that was exported, or it is damaged.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "run.json"
        raise ImportFileError(
            f"file: {file} holds no run that can be read: {place}: {first['msg']}."
        ) from error


def _read(archive: ZipFile) -> tuple[Facts, Tables]:
    names = archive.namelist()
    if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
        raise ImportFileError(f"file: unpacked it is too large; at most {MOST_BYTES:,} bytes are allowed.")
    (facts,) = [name for name in names if name.count("/") == 1 and name.endswith("/run.json")] or [""]
    root = facts.removesuffix("run.json")
    tables: dict[TableName, pd.DataFrame] = {
        name: _table(name, archive.read(f"{root}tables/{name}.parquet"))
        for name in SCHEMAS
        if f"{root}tables/{name}.parquet" in names
    }
    return Facts.model_validate_json(archive.read(facts)), tables


def _table(name: TableName, content: bytes) -> pd.DataFrame:
    rows = pq.read_table(io.BytesIO(content))
    return from_arrow(name, rows.drop_columns([NAME.name]))
