"""The short check: what takes seconds holds on the digits that are always there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from bnviz.cli.trainings import Trainings
from bnviz.data import load
from bnviz.lessons.claims.claim import Evidence
from bnviz.lessons.claims.registry import CLAIMS, chosen
from bnviz.lessons.claims.verdict import verdict
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION


@pytest.fixture(scope="module")
def trainings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trainings]:
    """A store of its own, where each experiment is trained once for all claims."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('claims') / 'runs.sqlite'}")
    yield Trainings(store, load("mnist-sample"))
    store.close()
    torch.set_num_threads(threads)


@pytest.mark.parametrize("name", [claim.name for claim in chosen([], brief=True)])
def test_a_brief_claim_holds_on_the_sample(name: str, trainings: Trainings) -> None:
    claim = CLAIMS[name]
    seed = claim.seeds[0]
    experiments = claim.experiments(seed)
    while any(trainings.done(each) is None for each in experiments):
        trainings.train_one(experiments)
    outcomes = tuple(filter(None, map(trainings.done, experiments)))
    found = verdict(claim, [Evidence(seed, outcomes, trainings.dataset)], ENGINE_VERSION)
    assert found.as_expected, found.measured
