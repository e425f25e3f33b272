"""What a worker tells the log of a run: when it takes it up, and what has become of it when it lets go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bnviz.host.log import tell
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.runs.store import Store


@contextmanager
def logged(store: Store, run: Run) -> Iterator[None]:
    """Around the training of a claimed run: "run taken up", then "run done", "run queued" and so on."""
    tell("run taken up", run=run.id, attempt=run.attempt, step=run.step)
    yield
    with suppress(StoreError):
        if left := store.get(run.id):
            tell(f"run {left.state}", run=left.id, step=left.step, seconds=round(left.seconds, 1))
