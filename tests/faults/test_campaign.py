"""A short fault campaign on the real app: servers and workers are killed, and nothing may be lost."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.faults.campaign import MIX, Campaign
from benchmarks.faults.kinds import possible
from benchmarks.faults.places import on_postgresql, on_sqlite
from benchmarks.faults.verdict import Undisturbed, complaints
from bnviz.data import available
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION


def strike(campaign: Campaign) -> None:
    """Each kind of fault once."""
    faults = len(possible(campaign.ground))
    report = campaign.strike(faults)
    assert report.wrong == []
    assert len(report.faults) == faults
    assert sum(run.step for run in report.runs) > 0


def test_nothing_is_lost_on_sqlite() -> None:
    with on_sqlite(available().dataset, seed=1) as campaign:
        strike(campaign)


@pytest.mark.postgresql
def test_nothing_is_lost_on_postgresql() -> None:
    with on_postgresql(available().dataset, seed=2) as campaign:
        strike(campaign)


ALL = [*range(1, 11)]


@pytest.mark.parametrize(
    ("steps", "factor", "complaint"),
    [
        (ALL, 1, None),
        (ALL[:-1], 1, "lost"),
        ([*ALL, 10], 1, "doubled step or a gap"),
        ([*ALL[:-2], 10, 10], 1, "doubled step or a gap"),
        (ALL, 1.001, "other numbers"),
    ],
)
def test_the_verdict_finds_what_is_wrong(
    tmp_path: Path, steps: list[int], factor: float, complaint: str | None
) -> None:
    """A run whose losses are spoilt in the store."""
    undisturbed = Undisturbed(available().dataset)
    with closing(Store(f"sqlite:///{tmp_path}/runs.sqlite")) as store:
        run = recorded(store, undisturbed, steps, factor)
        found = list(complaints(store, run, undisturbed))
    assert (complaint is None) == (found == [])
    assert all(complaint is not None and complaint in each for each in found)


def recorded(store: Store, undisturbed: Undisturbed, steps: list[int], factor: float) -> Run:
    experiment = MIX[0].model_copy(update={"steps": 10, "width": 8})
    data, right = undisturbed.dataset, undisturbed.tables(experiment)
    store.submit(experiment, data.name, data.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim("worker")
    assert claimed is not None
    losses = pd.concat([right["losses"][right["losses"]["step"] == step] for step in steps])
    losses["train_loss"] *= np.float32(factor)
    store.append(claimed, right | {"losses": losses}, 10, 1.0)
    store.finish(claimed, "done", seconds=1.0)
    return store.recent()[0]
