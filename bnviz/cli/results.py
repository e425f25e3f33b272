"""What `run --out` leaves: the experiment, to run it again, and its curves and layers, to work on."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa

from bnviz.cli.messages import Failure, refusal
from bnviz.experiment import Experiment
from bnviz.export.tables import write_table
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS

CURVES = pa.unify_schemas([SCHEMAS["losses"], SCHEMAS["tests"]])


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
        write_table(curves, CURVES, run.experiment, folder / "curves.parquet")
        write_table(layers, SCHEMAS["layers"], run.experiment, folder / "layers.parquet")
    except OSError as error:
        raise Failure(f"The tables cannot be written to {folder} ({error.strerror or error}).") from error
