"""Small trained runs, and what TensorBoard's own reader finds in their event files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from bnviz.data import load
from bnviz.experiment import Arm, Experiment
from bnviz.export.event_files import write_event_files
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS, TableName
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

DIVERGING = Arm(normalization="none", learning_rate=10.0, init_scale=10.0)
PLAN = Experiment(
    depth=2,
    width=4,
    batch_size=8,
    steps=40,
    activation="identity",
    arms=(Arm(), Arm(normalization="none"), DIVERGING),
)
BN, PLAIN, DIVERGED = range(3)
FOLDERS = ["BN-lr-0.1-init-1", "no-BN-lr-0.1-init-1", "no-BN-lr-10-init-10"]
STARTED_AT, SECONDS_PER_STEP = 1_800_000_000.0, 0.25
ALL = dict.fromkeys(("scalars", "histograms"), 0)

Tables = Mapping[TableName, pd.DataFrame]


def trained(experiment: Experiment, folder: Path) -> Tables:
    """The tables of a run that a worker has trained."""
    store, digits = Store(f"sqlite:///{folder}/runs.sqlite"), load("mnist-sample")
    asked = store.submit(experiment, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim("worker", asked.id)
    assert claimed is not None
    execute(store, claimed, lambda name: digits)
    tables = {name: store.read(asked.id, name)[0] for name in SCHEMAS}
    store.close()
    return tables


def written(tables: Tables, experiment: Experiment, folder: Path) -> Path:
    write_event_files(tables, experiment, folder, started_at=STARTED_AT, seconds_per_step=SECONDS_PER_STEP)
    return folder


def read(folder: Path) -> EventAccumulator:
    return EventAccumulator(str(folder), size_guidance=ALL).Reload()
