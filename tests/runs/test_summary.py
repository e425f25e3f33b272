"""What came of a run in a few numbers: those that the run's tables and its worker's report have."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.runs.outcome import Outcome
from bnviz.runs.reaching import first_steps
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.summary import PER_CENT, Summary, as_json, from_json
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

from .small_runs import now

ARMS = (
    Arm(normalization="batch", learning_rate=1e-4),
    Arm(normalization="batch", learning_rate=0.5),
    Arm(normalization="none", learning_rate=10),
)
EXPERIMENT = Experiment(depth=3, width=40, batch_size=16, steps=80, activation="relu", init_std=2, arms=ARMS)


@pytest.fixture
def outcome(store: Store, dataset: Dataset) -> Outcome:
    """Of two normalised arms, and a plain one that diverges."""
    return Outcome(trained(store, dataset, EXPERIMENT), store)


def trained(store: Store, dataset: Dataset, experiment: Experiment) -> Run:
    run = store.submit(experiment, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu", "ann")
    claimed = store.claim("me", run.id)
    assert claimed is not None
    execute(store, claimed, lambda name: dataset)
    return now(store, run)


def summary_of(store: Store) -> Summary:
    assert store.catalogue.catch_up() == 1
    (entry,) = store.catalogue.find("ann").entries
    assert entry.summary is not None
    return entry.summary


def test_of_each_kind_the_best_network_is_told(outcome: Outcome, store: Store) -> None:
    summary, final = summary_of(store), outcome.final()
    assert set(summary) == {"batch", "none"}
    assert summary["batch"].accuracy == max(final[:2])


def test_steps_to_every_per_cent_are_those_that_lessons_tell(outcome: Outcome, store: Store) -> None:
    best = max((0, 1), key=outcome.final().__getitem__)
    score = summary_of(store)["batch"]
    told = [outcome.steps_to(share / 100)[best] for share in PER_CENT]
    assert [score.steps_to(share) for share in PER_CENT] == told
    assert told[0] == 0
    assert told[-1] is None


def test_shift_is_the_mean_of_the_layers_at_the_last_snapshot(outcome: Outcome, store: Store) -> None:
    best = max((0, 1), key=outcome.final().__getitem__)
    layers = outcome.table("layers").query(f"step == 80 and arm == {best}")
    assert len(layers) == EXPERIMENT.depth
    assert summary_of(store)["batch"].shift == pytest.approx(layers["shift"].mean())


def test_who_diverged_has_a_step_and_no_numbers(outcome: Outcome, store: Store) -> None:
    assert math.isnan(outcome.final("test_loss")[2])
    score = summary_of(store)["none"]
    assert score.diverged_at is not None
    assert (score.accuracy, score.shift, score.steps_to(100)) == (None, None, None)


def test_without_layers_there_is_no_shift(store: Store, dataset: Dataset) -> None:
    trained(store, dataset, EXPERIMENT.model_copy(update={"detail": "scores"}))
    score = summary_of(store)["batch"]
    assert score.shift is None
    assert score.accuracy is not None


def test_a_stopped_run_has_no_accuracy_at_its_end(store: Store, dataset: Dataset) -> None:
    run = store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu", "ann")
    store.steering("ann").request_stop(run.id)
    assert {score.accuracy for score in summary_of(store).values()} == {None}


def test_a_summary_survives_its_json(outcome: Outcome, store: Store) -> None:
    summary = summary_of(store)
    assert from_json(as_json(summary)) == summary


def test_what_is_no_number_reaches_nothing() -> None:
    tests = pd.DataFrame({"step": [0, 1, 2, 3], "arm": 0, "test_accuracy": [math.nan, 0.5, math.nan, 0.25]})
    assert first_steps(tests, 0, [0.0, 0.25, 0.5, 0.75, math.nan]) == [1, 1, 1, None, None]
    assert first_steps(tests, 1, [0.0]) == [None]
