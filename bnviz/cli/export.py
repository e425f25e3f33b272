"""A run as files: its experiment, to run it again, and its tables, to work on."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bnviz.cli.messages import Failure, refusal
from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS

CURVES = pa.unify_schemas([SCHEMAS["losses"], SCHEMAS["tests"]])
LAYERS = SCHEMAS["layers"]
NAME = pa.field("name", pa.string(), nullable=False, metadata={"unit": "name of the arm"})


def write_experiment(experiment: Experiment, folder: Path) -> None:
    """Write experiment.json; before training too, so that a folder that cannot be written is found out.

    Raises:
        Refusal: the folder cannot be made or written.
    """
    document = json.loads(experiment.canonical())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "experiment.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise refusal("out", str(folder), f"a folder that can be written ({error.strerror})") from error


def write_tables(store: Store, run: Run, folder: Path) -> None:
    """Write curves.parquet, the losses and tests of a run, and layers.parquet, with the names of its arms.

    Raises:
        Failure: a file cannot be written.
    """
    losses, tests, layers = (store.read(run.id, name)[0] for name in ("losses", "tests", "layers"))
    curves = losses.merge(tests, how="outer", on=["step", "arm"])
    try:
        _write(curves, CURVES, run, folder / "curves.parquet")
        _write(layers, LAYERS, run, folder / "layers.parquet")
    except OSError as error:
        raise Failure(f"The tables cannot be written to {folder} ({error.strerror or error}).") from error


def _write(frame: pd.DataFrame, schema: pa.Schema, run: Run, file: Path) -> None:
    named = frame.assign(name=frame["arm"].map(dict(enumerate(run.experiment.arm_names()))))
    after_arm = schema.get_field_index("arm") + 1
    table = pa.Table.from_pandas(named, schema.insert(after_arm, NAME), preserve_index=False)
    pq.write_table(table, file)
