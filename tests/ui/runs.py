"""Runs in any state, as the store would give them."""

from dataclasses import replace
from typing import Any

from bnviz.experiment import Experiment, Setup
from bnviz.runs.run import Run

QUEUED = Run(
    id="0123456789",
    key="0123456789" + "a" * 54,
    experiment=Experiment(),
    data_name="mnist",
    data_fingerprint="f" * 64,
    engine_version="1",
    device="cpu",
    state="queued",
    worker=None,
    attempt=0,
    requeued=0,
    step=0,
    steps=Experiment().steps,
    seconds=0.0,
    stop_requested=False,
    created_at=1_000.0,
    started_at=None,
    heartbeat_at=None,
    finished_at=None,
    error=None,
    result=None,
)


def a_run(setup: Setup | None = None, **changes: Any) -> Run:
    experiment = (setup or Setup()).experiment()
    return replace(QUEUED, experiment=experiment, steps=experiment.steps, **changes)
