import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from bnviz.data import DataError, Dataset
from bnviz.experiment import Arm, Experiment, Look
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.runs.workers.recorder import Released
from bnviz.training import ENGINE_VERSION
from bnviz.training.loop import Training

from .small_runs import now

EXPERIMENT = Experiment(depth=2, width=8, batch_size=16, steps=60)


@pytest.fixture
def claim(store: Store, dataset: Dataset) -> Callable[..., Run]:
    def claimed(experiment: Experiment = EXPERIMENT, device: str = "cpu") -> Run:
        store.submit(experiment, dataset.name, dataset.fingerprint, ENGINE_VERSION, device)
        run = store.claim("me")
        assert run is not None
        return run

    return claimed


def test_a_run_ends_done_with_all_its_rows_and_a_result(
    store: Store, dataset: Dataset, claim: Callable[..., Run]
) -> None:
    run = claim()
    told: list[int] = []
    execute(store, run, lambda name: dataset, told.append)
    ended = now(store, run)
    assert (ended.state, ended.step, told[-1]) == ("done", 60, 60)
    assert ended.seconds > 0
    assert [set(arm) for arm in ended.result["arms"]] == [
        {"train_loss", "train_accuracy", "test_loss", "test_accuracy", "diverged_at"}
    ] * 2
    losses, _ = store.read(run.id, "losses")
    assert losses["step"].tolist() == sorted([*range(1, 61)] * 2)
    for table in ("tests", "layers", "units"):
        steps = store.read(run.id, table)[0]["step"].unique().tolist()
        assert steps[:21] == list(range(21))
        assert steps[-1] == 60


def test_a_released_run_goes_back_and_is_finished_without_a_gap_or_a_double(
    store: Store, dataset: Dataset, claim: Callable[..., Run]
) -> None:
    whole = claim()
    execute(store, whole, lambda name: dataset)
    expected, _ = store.read(whole.id, "losses")

    def interrupt(step: int) -> None:
        raise Released

    # The same experiment on "other" data is another run with the same numbers.
    other = store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, "another engine", "cpu")
    first = store.claim("me")
    execute(store, first, lambda name: dataset, interrupt)
    assert now(store, other).state == "queued"
    execute(store, store.claim("me"), lambda name: dataset)
    assert now(store, other).attempt == 2
    pd.testing.assert_frame_equal(store.read(other.id, "losses")[0], expected)


def test_the_training_images_get_the_plans_look_and_the_test_images_do_not(
    store: Store, dataset: Dataset, claim: Callable[..., Run]
) -> None:
    """Inverted images are the data set whose training images are inverted."""
    plain = claim(EXPERIMENT.model_copy(update={"look": Look(kind="inversion", strength=1)}))
    execute(store, plain, lambda name: dataset)
    inverted = replace(dataset, train_images=255 - dataset.train_images)
    store.submit(EXPERIMENT, inverted.name, inverted.fingerprint, ENGINE_VERSION, "cpu")
    other = store.claim("me")
    execute(store, other, lambda name: inverted)
    for table in ("losses", "tests"):
        rows = store.read(other.id, table)[0]
        assert len(rows)
        pd.testing.assert_frame_equal(store.read(plain.id, table)[0], rows)


def test_a_look_is_given_once_to_runs_that_follow_each_other(
    store: Store, dataset: Dataset, claim: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Dataset] = []

    class Noted(Training):
        def __init__(self, experiment: Experiment, dataset: Dataset, device: str):
            given.append(dataset)
            super().__init__(experiment, dataset, device)

    monkeypatch.setattr("bnviz.runs.workers.execution.Training", Noted)
    for seed in (1, 2):
        look = Look(kind="brightness", strength=0.5)
        execute(
            store, claim(EXPERIMENT.model_copy(update={"look": look, "seed": seed})), lambda name: dataset
        )
    assert given[0] is given[1] is not dataset


def test_a_stop_ends_the_run_and_keeps_what_was_recorded(
    store: Store, dataset: Dataset, claim: Callable[..., Run]
) -> None:
    run = claim(EXPERIMENT.model_copy(update={"steps": 100_000}))
    execute(store, run, lambda name: dataset, lambda step: store.steering(None).request_stop(run.id))
    ended = now(store, run)
    assert ended.state == "stopped"
    assert 0 < ended.step < 100_000
    assert len(store.read(run.id, "losses")[0]) == 2 * ended.step


def test_a_diverged_arm_is_a_result(store: Store, dataset: Dataset, claim: Callable[..., Run]) -> None:
    wild = Arm(normalization="none", learning_rate=10, init_scale=1e3)
    run = claim(EXPERIMENT.model_copy(update={"activation": "identity", "arms": (Arm(), wild)}))
    execute(store, run, lambda name: dataset)
    calm, broken = now(store, run).result["arms"]
    assert calm["diverged_at"] is None
    assert broken["diverged_at"] >= 1
    assert broken["train_loss"] is None
    assert broken["test_accuracy"] == 0


@pytest.mark.parametrize(
    ("device", "fingerprint", "sentence"),
    [
        ("cuda:7", None, 'device: "cuda:7" is not on this machine; choose cpu'),
        ("cpu", "other", "The data set mnist-sample has changed since this run was asked for."),
    ],
)
def test_what_cannot_be_trained_fails_with_a_sentence(
    store: Store, dataset: Dataset, device: str, fingerprint: str | None, sentence: str
) -> None:
    store.submit(EXPERIMENT, dataset.name, fingerprint or dataset.fingerprint, ENGINE_VERSION, device)
    run = store.claim("me")
    execute(store, run, lambda name: dataset)
    failed = now(store, run)
    assert failed.state == "failed"
    assert failed.error.startswith(sentence)


def test_missing_data_fails_with_its_sentence(store: Store, claim: Callable[..., Run]) -> None:
    def missing(name: str) -> Dataset:
        raise DataError("Full MNIST is gone.")

    run = claim()
    execute(store, run, missing)
    assert now(store, run).error == "Full MNIST is gone."


def test_a_bug_is_told_in_a_sentence_and_logged(
    store: Store, claim: Callable[..., Run], caplog: pytest.LogCaptureFixture
) -> None:
    run = claim()
    execute(store, run, lambda name: None)  # type: ignore[arg-type, return-value]
    assert now(store, run).error == "The training broke off unexpectedly (AttributeError)."
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_disk_that_stays_full_fails_the_run_and_what_was_recorded_stays(
    store: Store, dataset: Dataset, claim: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.outages.WHILE_FULL", 0.0)
    run = claim(EXPERIMENT.model_copy(update={"steps": 20_000}))
    filled: list[int] = []

    def fill(step: int) -> None:
        """From now on the file may not grow."""
        if step and not filled:
            with store.engine.connect() as connection:
                raw: sqlite3.Connection = connection.connection.driver_connection
                pages = raw.execute("PRAGMA page_count").fetchone()[0]
                raw.execute(f"PRAGMA max_page_count = {pages}")
            filled.append(step)

    execute(store, run, lambda name: dataset, fill)
    failed = now(store, run)
    assert failed.state == "failed"
    assert "disk is full" in failed.error
    assert len(store.read(run.id, "losses")[0]) == 2 * failed.step
    assert failed.step >= filled[0]


def test_a_run_taken_over_by_another_is_left_alone(
    store: Store, dataset: Dataset, claim: Callable[..., Run]
) -> None:
    run = claim(EXPERIMENT.model_copy(update={"steps": 20_000}))

    def lose(step: int) -> None:
        store.mark_lost("me")
        store.claim("another", run.id)

    execute(store, run, lambda name: dataset, lose)
    taken = now(store, run)
    assert (taken.state, taken.attempt) == ("running", 2)
