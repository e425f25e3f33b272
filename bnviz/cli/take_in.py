"""`import`: bring a run back that `export` wrote, here or elsewhere."""

from __future__ import annotations

import argparse
from contextlib import closing

from bnviz.cli.messages import Failure, Refusal, ending, say
from bnviz.export.taken_home import ImportFileError, read_run
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store


def main(options: argparse.Namespace) -> int:
    """Put the run of a file into the store; gives the exit status."""
    with ending(Refusal, ImportFileError):
        facts, tables = read_run(options.file)
    with ending(Failure, StoreError), closing(Store()) as store:
        try:
            run = store.adopt(facts, tables)
        except ValueError as error:
            raise Refusal(f"file: {options.file} holds no run that can be read: {error}.") from error
    say(f"Run {run.id} is in the store: the app shows it at /?run={run.id}.")
    return 0
