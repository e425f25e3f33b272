"""`run`: train an experiment, or find the run that it already is, and report how its arms did."""

from __future__ import annotations

import argparse
import json
from contextlib import closing

from bnviz.cli.attendance import Attendance
from bnviz.cli.data import best_dataset
from bnviz.cli.messages import Failure, Refusal, ending, say
from bnviz.cli.report import as_text, summary
from bnviz.cli.request import requested
from bnviz.cli.results import write_experiment, write_tables
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION
from bnviz.training.devices import DeviceError, prepare_process, require


def main(options: argparse.Namespace) -> int:
    """Do all that `run` was asked for; gives the exit status."""
    experiment = requested(options.preset, options.experiment, options.set)
    with ending(Refusal, DeviceError, StoreError):
        require(options.device)
        store = Store()
    with closing(store), ending(Failure, StoreError):
        if options.out:
            write_experiment(experiment, options.out)
        prepare_process(options.threads)
        attendance = _attend(store, experiment, best_dataset(), options.device)
        if options.out:
            write_experiment(attendance.run.experiment, options.out)  # with what visitors changed on the way
            write_tables(store, attendance.run, options.out)
    report = summary(attendance.run, options.threads if attendance.trained_here else None)
    print(json.dumps(report) if options.json else as_text(report))
    return _status(attendance)


def _attend(store: Store, experiment: Experiment, dataset: Dataset, device: str) -> Attendance:
    run = store.submit(experiment, dataset.name, dataset.fingerprint, ENGINE_VERSION, device)
    if run.state != "queued":
        say(_found(run))
    attendance = Attendance(store, run, dataset)
    attendance.see_through()
    return attendance


def _found(run: Run) -> str:
    if run.state == "done":
        return f"Run {run.id} is done already: this is its result."
    if run.state == "paused":
        return f"Run {run.id} is paused at step {run.step:,}: this one waits until somebody lets it go on."
    return f"Run {run.id} is being trained by another process: this one follows it."


def _status(attendance: Attendance) -> int:
    run = attendance.run
    if run.state == "done":
        return 0
    say(run.error or f"Run {run.id} is {run.state} at step {run.step:,} of {run.steps:,}.")
    return Failure.status if attendance.signal is None else 128 + attendance.signal
