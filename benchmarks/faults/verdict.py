"""What must be true of every run afterwards: no step lost, none doubled, the right numbers, a true state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import TableName
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

TABLES: tuple[TableName, ...] = ("losses", "tests", "layers", "units", "distributions")
BEFORE_ALL = -1  # the step of a run that ended before even the state before step 1 was recorded
TRUE_STATES = ("done", "lost", "failed")


class Undisturbed:
    """The same experiments, trained in peace: what the tables must hold."""

    def __init__(self, dataset: Dataset):
        """Nothing is trained yet."""
        self.dataset = dataset
        self._known: dict[str, dict[TableName, pd.DataFrame]] = {}

    def tables(self, experiment: Experiment) -> dict[TableName, pd.DataFrame]:
        """All rows of an experiment's run."""
        key = experiment.canonical()
        if key not in self._known:
            self._known[key] = self._train(experiment)
        return self._known[key]

    def _train(self, experiment: Experiment) -> dict[TableName, pd.DataFrame]:
        with (
            TemporaryDirectory() as folder,
            closing(Store(f"sqlite:///{Path(folder, 'runs.sqlite')}")) as store,
        ):
            data = self.dataset
            run = store.submit(experiment, data.name, data.fingerprint, ENGINE_VERSION, "cpu")
            claimed = store.claim("in peace", run.id)
            assert claimed is not None
            execute(store, claimed, lambda name: data)
            return {name: store.read(run.id, name)[0] for name in TABLES}


def complaints(store: Store, run: Run, undisturbed: Undisturbed) -> Iterator[str]:
    """A sentence for each thing that is wrong with a run that should have ended."""
    if run.state not in TRUE_STATES:
        yield f"Run {run.id} is {run.state}."
    if run.state in ("lost", "failed") and not run.error:
        yield f"Run {run.id} is {run.state} and does not say why."
    if run.state == "done" and run.step != run.steps:
        yield f"Run {run.id} is done at step {run.step} of {run.steps}."
    last = run.step if run.step or len(store.read(run.id, "tests")[0]) else BEFORE_ALL
    for name, expected in undisturbed.tables(run.experiment).items():
        due = expected[expected["step"] <= last].reset_index(drop=True)
        yield from _about_table(run, name, store.read(run.id, name)[0], due)


def _about_table(run: Run, name: TableName, found: pd.DataFrame, due: pd.DataFrame) -> Iterator[str]:
    """Whether a table holds what the undisturbed run has up to the run's step, once and in order."""
    if len(found) < len(due):
        yield f"Run {run.id} lost {len(due) - len(found)} rows of {name}."
    elif len(found) > len(due) or not np.array_equal(found["step"], due["step"]):
        yield f"Run {run.id} has a doubled step or a gap in {name}."
    elif not _same(found, due):
        yield f"Run {run.id} has other numbers in {name}."


def _same(found: pd.DataFrame, due: pd.DataFrame) -> bool:
    try:
        pd.testing.assert_frame_equal(found, due, check_exact=True)
    except AssertionError:
        return False
    return True
