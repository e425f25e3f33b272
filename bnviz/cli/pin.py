"""`pin`: keep a run for good, whatever its age and the size of the store."""

from __future__ import annotations

import argparse
from contextlib import closing

from bnviz.cli.messages import Refusal, ending, say
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store


def main(options: argparse.Namespace) -> int:
    """Pin a run, or take the pin away; gives the exit status."""
    with ending(Refusal, StoreError), closing(Store()) as store:
        if options.undo:
            store.archive.unpin(options.run)
        else:
            store.archive.pin(options.run)
    say(f"Run {options.run} {'may be cleared when it is old' if options.undo else 'is kept for good'}.")
    return 0
