"""A run's tables as files: all of them as Parquet, and what a spreadsheet can show as CSV.

Parquet files are the tables as they are stored, units in their columns' metadata, and can be brought back.
CSV files join losses and tests to curves, and have a column for each quantile of the histograms.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bnviz.experiment import Experiment
from bnviz.export.names import own_names
from bnviz.language import N_
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS, TableName

Tables = Mapping[TableName, pd.DataFrame]
"""A run's tables by name, as the store gives them."""

NAME = pa.field("name", pa.string(), nullable=False, metadata={"unit": N_("name of the arm")})
QUANTILES = 32
"""The stored shape of a distribution: the quantiles at (k + ½) / 32."""


def read_tables(store: Store, run_id: str) -> Tables:
    """All that was recorded of a run; a table of which there is nothing has no rows."""
    return {name: store.read(run_id, name)[0] for name in SCHEMAS}


def write_parquet(tables: Tables, experiment: Experiment, folder: Path) -> None:
    """Write a file for each table that has rows, with the names of the arms beside their numbers."""
    for name, frame in tables.items():
        if len(frame):
            write_table(frame, SCHEMAS[name], experiment, folder / f"{name}.parquet")


def write_table(frame: pd.DataFrame, schema: pa.Schema, experiment: Experiment, file: Path) -> None:
    """Write rows with these columns, and the names of the arms beside their numbers."""
    named = schema.insert(schema.get_field_index("arm") + 1, NAME)
    rows = pa.Table.from_pandas(_named(frame, experiment), named, preserve_index=False)
    pq.write_table(rows, file, compression="zstd")


def write_csv(tables: Tables, experiment: Experiment, folder: Path) -> None:
    """Write curves.csv, layers.csv, units.csv and histograms.csv; numbers with all digits they have."""
    sheets = {
        "curves": tables["losses"].merge(tables["tests"], how="outer", on=["step", "arm"]),
        "layers": tables["layers"],
        "units": tables["units"],
        "histograms": _histograms(tables["distributions"]),
    }
    for name, frame in sheets.items():
        if len(frame):
            _named(frame, experiment).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _named(frame: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    names = frame["arm"].map(dict(enumerate(own_names(experiment))))
    made = frame.copy(deep=False)
    made.insert(list(made).index("arm") + 1, NAME.name, names)
    return made


def _histograms(distributions: pd.DataFrame) -> pd.DataFrame:
    """A row for each distribution before and after normalization, a column for each of its quantiles."""
    keys = distributions[["step", "arm", "layer", "unit"]]
    percents = [f"p{100 * (place + 0.5) / QUANTILES:.4f}" for place in range(QUANTILES)]
    sheets = [
        keys.assign(place=place).join(
            pd.DataFrame(_matrix(distributions[place]), columns=percents, index=keys.index)
        )
        for place in ("before", "after")
    ]
    return pd.concat(sheets).sort_index(kind="stable")


def _matrix(lists: pd.Series) -> np.ndarray:
    """Lists that stay in Arrow, as rows; (rows, quantiles)."""
    if lists.empty:
        return np.empty((0, QUANTILES), np.float32)
    values: np.ndarray = np.array(lists.to_list(), np.float32)
    return values
