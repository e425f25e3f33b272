"""Visitors of a run in training, and what they may expect of it whatever they do."""

from collections.abc import Callable

import pandas as pd

from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.recorder import Released

STEPS = 400
EXPERIMENT = Experiment(depth=1, width=4, batch_size=4, steps=STEPS)
SCHEDULED = range(0, STEPS + 1, 100)
UNSCHEDULED = 203

Visit = Callable[[Run], object]
Train = Callable[..., Run]
"""`train(run, visitor)`: a worker trains a queued run; the visitor sees it whenever the worker tells."""


def each_pause(*visits: Visit) -> Visit:
    """A visitor who does one thing after the other, at each new step at which the run is paused."""
    left = iter(visits)
    done: set[int] = set()

    def visit(run: Run) -> None:
        if run.state == "paused" and run.step not in done:
            done.add(run.step)
            next(left)(run)

    return visit


def lets_go(run: Run) -> None:
    raise Released


def losses_of(store: Store, run: Run) -> pd.DataFrame:
    return store.read(run.id, "losses")[0]


def assert_whole(store: Store, run: Run, steps: int = STEPS) -> None:
    """No step is left out and none is there twice."""
    assert losses_of(store, run)["step"].tolist() == [step for step in range(1, steps + 1) for _ in range(2)]
    for table in ("tests", "layers"):
        recorded = store.read(run.id, table)[0]
        assert recorded["step"].is_monotonic_increasing
        assert not recorded.duplicated([*{"step", "arm", "layer"} & {*recorded}]).any()
