"""What came of a run, read from the store as a claim reads it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.runs.outcome import Outcome
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

from .small_runs import now

ARMS = (Arm(normalization="batch", learning_rate=0.5), Arm(normalization="none", learning_rate=10))
EXPERIMENT = Experiment(
    depth=3, width=40, batch_size=16, steps=80, activation="relu", init_std=2, arms=ARMS, checkpoints=(80,)
)


@pytest.fixture
def outcome(store: Store, dataset: Dataset) -> Outcome:
    """Of two arms, the second of which diverges."""
    store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
    run = store.claim("me")
    assert run is not None
    execute(store, run, lambda name: dataset)
    return Outcome(now(store, run), store)


def test_final_scores_are_those_of_all_images_and_nan_where_there_is_no_number(outcome: Outcome) -> None:
    assert outcome.run.result is not None
    normalised, _ = outcome.run.result["arms"]
    assert outcome.final("test_loss")[0] == pytest.approx(normalised["test_loss"])
    assert math.isnan(outcome.final("test_loss")[1])
    assert outcome.final("train_accuracy")[0] > 1 / 10


def test_steps_to_an_accuracy_count_to_the_first_snapshot_that_has_it(outcome: Outcome) -> None:
    tests = outcome.table("tests")
    of_first = tests[tests["arm"] == 0].sort_values("step")
    best = float(of_first["test_accuracy"].max())
    first = of_first["step"].to_numpy()[np.argmax(of_first["test_accuracy"].to_numpy() >= best)]
    assert outcome.steps_to(best)[0] == first
    assert outcome.steps_to(0)[0] == 0
    assert outcome.steps_to(1.01) == [None, None]


def test_a_run_that_is_not_done_has_no_scores(store: Store, dataset: Dataset) -> None:
    run = store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
    assert all(map(math.isnan, Outcome(run, store).final()))


def test_the_networks_at_a_checkpoint_are_at_hand(outcome: Outcome) -> None:
    assert [kept.network.hidden[0].gamma is not None for kept in outcome.networks(80)] == [True, False]
