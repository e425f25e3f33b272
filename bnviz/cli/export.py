"""`export`: a run as files, for any tool; `import` brings it back."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from bnviz.cli.messages import Failure, Refusal, ending, refusal, say
from bnviz.export.archive import zipped
from bnviz.language import LANGUAGES, speaking
from bnviz.runs.database import StoreError
from bnviz.runs.schema import ACTIVE
from bnviz.runs.store import Store


def main(options: argparse.Namespace) -> int:
    """Write a run that has ended as one zip; gives the exit status."""
    if options.language not in LANGUAGES:
        raise refusal("language", options.language, f"one of {', '.join(LANGUAGES)}")
    with ending(Failure, StoreError), closing(Store()) as store:
        run = store.get(options.run)
        if run is None:
            raise refusal("RUN", options.run, "the id of a run in the store")
        if run.state in ACTIVE:
            raise Refusal(f"Run {run.id} is {run.state}: it can be exported once it has ended.")
        file = options.out or Path(f"bnviz-{run.id}.zip")
        try:
            with speaking(options.language):
                file.write_bytes(zipped(store, run))
        except OSError as error:
            raise refusal("out", str(file), f"a file that can be written ({error.strerror})") from error
    say(f"Run {run.id} is in {file}.")
    return 0
