"""That files hold what the store has."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from bnviz.export.tables import Tables, read_tables, write_csv, write_parquet
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS, from_arrow

from .conftest import SCORES, Record

KEYS = ["step", "arm", "layer", "unit"]


def test_parquet_files_are_the_tables_with_names_and_units(tables: Tables, run: Run, folder: Path) -> None:
    write_parquet(tables, run.experiment, folder)
    written = {file.stem: pq.read_table(file) for file in folder.iterdir()}
    assert written.keys() == {name for name, frame in tables.items() if len(frame)}
    for name, rows in written.items():
        schema = rows.schema
        assert {field.name: field.metadata[b"unit"] for field in SCHEMAS[name]}.items() <= {
            field.name: field.metadata[b"unit"] for field in schema
        }.items()
        pd.testing.assert_frame_equal(from_arrow(name, rows.drop_columns(["name"])), tables[name])
        names = pd.Series(run.experiment.arm_names())
        assert rows["name"].to_pylist() == names[rows["arm"].to_numpy()].to_list()


def test_csv_files_have_all_digits(tables: Tables, run: Run, folder: Path) -> None:
    write_csv(tables, run.experiment, folder)
    curves = pd.read_csv(folder / "curves.csv")
    losses = curves[curves["step"] > 0].pivot(index="step", columns="arm", values="train_loss")
    stored = tables["losses"].pivot(index="step", columns="arm", values="train_loss")
    np.testing.assert_array_equal(losses.to_numpy(np.float32), stored.to_numpy())
    layers = pd.read_csv(folder / "layers.csv")
    np.testing.assert_array_equal(layers["shift"].to_numpy(np.float32), tables["layers"]["shift"].to_numpy())


def test_a_histogram_is_a_row_of_its_quantiles(tables: Tables, run: Run, folder: Path) -> None:
    write_csv(tables, run.experiment, folder)
    rows = pd.read_csv(folder / "histograms.csv")
    quantiles = [name for name in rows if name.startswith("p") and name != "place"]
    assert [float(name[1:]) for name in quantiles] == [100 * (k + 0.5) / 32 for k in range(32)]
    stored = tables["distributions"].set_index(KEYS)
    assert len(rows) == 2 * len(stored)
    for place in ("before", "after"):
        told = rows[rows["place"] == place].set_index(KEYS)[quantiles]
        expected = np.stack([np.asarray(each) for each in stored[place]])
        np.testing.assert_array_equal(told.to_numpy(np.float32), expected)


def test_a_run_that_kept_only_scores_has_no_empty_files(record: Record, store: Store, folder: Path) -> None:
    scored = record(SCORES)
    write_csv(read_tables(store, scored.id), scored.experiment, folder)
    assert {file.name for file in folder.iterdir()} == {"curves.csv"}
