"""The lesson's networks, trained on the sample and recorded as a worker does it."""

from __future__ import annotations

from pathlib import Path

import torch

from bnviz.data import load
from bnviz.experiment import Experiment
from bnviz.runs.outcome import Outcome
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION


def record(file: Path, *plans: Experiment) -> Outcome:
    """Train plans into a store, new or not; what came of the last one."""
    store, digits = Store(f"sqlite:///{file}"), load("mnist-sample")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as a worker has it
    for plan in plans:
        asked = store.submit(plan, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
        claimed = store.claim("worker", asked.id)
        assert claimed is not None
        execute(store, claimed, lambda name: digits)
    torch.set_num_threads(threads)
    run = store.get(asked.id)
    assert run is not None
    assert (run.state, run.error) == ("done", None)
    return Outcome(run, store)
