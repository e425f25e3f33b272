"""A run with checkpoints, read again as networks in numpy that answer as the trained ones did."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from bnviz.data import Dataset, input_form, probe_places
from bnviz.experiment import Arm, Experiment
from bnviz.maths import Array
from bnviz.maths.batch_norm import running_averages
from bnviz.maths.network import accuracy
from bnviz.runs.checkpoints import batch_history, checkpoint_steps, networks
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.runs.workers.recorder import Released
from bnviz.training import ENGINE_VERSION

from .small_runs import now

ARMS = (
    Arm(normalization="none", learning_rate=0.5),
    Arm(normalization="batch", learning_rate=0.2),
    Arm(normalization="none", learning_rate=0.1, init_scale=2),
    Arm(normalization="batch", learning_rate=1),
    Arm(normalization="layer", learning_rate=0.5),
)
KEPT = Experiment(
    depth=2,
    width=8,
    batch_size=16,
    steps=60,
    init_std=0.5,
    input="standardised",
    arms=ARMS,
    checkpoints=(0, 7, 60),
)
PLAIN = KEPT.model_copy(update={"checkpoints": ()})

Record = Callable[..., Run]


@pytest.fixture
def record(store: Store, dataset: Dataset) -> Record:
    """Trains an experiment as a worker does."""

    def recorded(experiment: Experiment, progress: Callable[[int], None] = lambda step: None) -> Run:
        store.submit(experiment, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
        run = store.claim("me")
        assert run is not None
        execute(store, run, lambda name: dataset, progress)
        return now(store, run)

    return recorded


def probe_set(dataset: Dataset) -> tuple[Array, np.ndarray]:
    places = probe_places(len(dataset.test_images))
    inputs = input_form(KEPT.input, dataset).apply(dataset.test_images[places])
    return inputs.astype(np.float64), dataset.test_labels[places]


def give_back_at(last: int) -> Callable[[int], None]:
    """Has a worker let go of a run that is not at its end once so many steps are recorded."""

    def progress(step: int) -> None:
        if last <= step < KEPT.steps:
            raise Released

    return progress


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "gelu"])
def test_kept_networks_answer_each_image_as_the_trained_ones_did(
    store: Store, dataset: Dataset, record: Record, activation: str
) -> None:
    run = record(KEPT.model_copy(update={"activation": activation}))
    inputs, labels = probe_set(dataset)
    for step in KEPT.checkpoints:
        kept = networks(store, run, step)
        assert [len(arm.running) for arm in kept] == [0, 2, 0, 2, 0]
        answers = store.read_at(run.id, "answers", step)["predictions"]
        tests = store.read_at(run.id, "tests", step)["test_accuracy"]
        for arm, expected, share in zip(kept, answers, tests, strict=True):
            # A Snapshot before training uses the test images' own statistics.
            logits = arm.network.forward(inputs, arm.running if step else None).logits
            np.testing.assert_array_equal(logits.argmax(axis=1), expected)
            assert accuracy(logits, labels) == pytest.approx(share)
    assert len(np.unique(answers.iloc[1])) > 1


def test_the_history_of_all_mini_batches_leads_to_the_kept_running_statistics(
    store: Store, record: Record
) -> None:
    run = record(KEPT)
    history = batch_history(store, run)
    assert [len(layers) for layers in history] == [0, 2, 0, 2, 0]
    for step in KEPT.checkpoints:
        for arm, layers in zip(networks(store, run, step), history, strict=True):
            for running, batches in zip(arm.running, layers, strict=True):
                assert batches.mean.shape == batches.variance.shape == (60, 8)
                way = running_averages(*batches, KEPT.batch_size)
                np.testing.assert_allclose(way.mean[step], running.mean, rtol=1e-5, atol=1e-6)
                np.testing.assert_allclose(way.variance[step], running.variance, rtol=1e-5)


def test_of_ghost_batches_there_are_running_statistics_but_no_history(store: Store, record: Record) -> None:
    run = record(KEPT.model_copy(update={"arms": (Arm(ghost_batch=4),)}))
    (kept,), (history,) = networks(store, run, 60), batch_history(store, run)
    assert [each.mean.shape for each in kept.running] == [(8,), (8,)]
    assert [each.mean.shape for each in history] == [(0, 8), (0, 8)]


def test_the_history_has_the_mini_batch_statistics_of_the_snapshots(store: Store, record: Record) -> None:
    run = record(KEPT)
    history = batch_history(store, run)
    units = store.read(run.id, "units")[0].query("step > 0 and arm in (1, 3)")
    assert units["step"].max() == KEPT.steps
    for row in units.itertuples():
        mean, variance = history[row.arm][row.layer - 1]
        place = row.step - 1, row.unit - 1
        np.testing.assert_allclose(mean[place], row.batch_mean, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(variance[place], row.batch_var, rtol=1e-4, atol=1e-9)


def test_keeping_them_changes_no_loss_and_no_snapshot(store: Store, record: Record) -> None:
    kept, plain = record(KEPT), record(PLAIN)
    for table in ("losses", "tests", "answers", "layers", "units", "distributions", "batches"):
        pd.testing.assert_frame_equal(store.read(kept.id, table)[0], store.read(plain.id, table)[0])
    assert kept.result == plain.result


def test_the_newest_checkpoint_up_to_a_step_is_given(store: Store, record: Record) -> None:
    run = record(KEPT)
    assert checkpoint_steps(store, run.id) == [0, 7, 60]
    first, early, late = (networks(store, run, step)[1].network.weight for step in (0, 7, 60))
    np.testing.assert_array_equal(networks(store, run, 6)[1].network.weight, first)
    np.testing.assert_array_equal(networks(store, run, 59)[1].network.weight, early)
    assert not np.array_equal(first, early)
    assert not np.array_equal(early, late)


def test_a_run_that_is_trained_again_keeps_everything_once(
    store: Store, dataset: Dataset, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.0)  # at every step
    whole = record(KEPT)
    again = store.submit(KEPT, whole.data_name, whole.data_fingerprint, "another engine", "cpu")
    for last in (20, 60):
        claimed = store.claim("me")
        assert claimed is not None
        execute(store, claimed, lambda name: dataset, give_back_at(last))
    assert (now(store, again).state, now(store, again).attempt) == ("done", 2)
    for table in ("parameters", "statistics"):
        pd.testing.assert_frame_equal(store.read(again.id, table)[0], store.read(whole.id, table)[0])


def test_a_run_without_checkpoints_has_its_networks_in_the_end_and_no_history(
    store: Store, record: Record
) -> None:
    run = record(PLAIN)
    assert checkpoint_steps(store, run.id) == []
    assert networks(store, run, 59) == ()
    assert len(networks(store, run, 60)) == len(PLAIN.arms)
    shapes = [[each.mean.shape for each in layers] for layers in batch_history(store, run)]
    assert shapes == [[], [(0, 8)] * 2, [], [(0, 8)] * 2, []]
    assert store.read(run.id, "statistics")[0].empty


def test_a_run_that_nobody_has_begun_or_that_is_unknown_has_nothing_yet(
    store: Store, dataset: Dataset
) -> None:
    run = store.submit(KEPT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
    assert checkpoint_steps(store, run.id) == []
    assert networks(store, run, 60) == ()
    assert checkpoint_steps(store, "unknown") == []


def test_a_stopped_run_has_what_it_came_to(store: Store, record: Record) -> None:
    long = KEPT.model_copy(update={"steps": 100_000, "checkpoints": (0, 5, 100_000)})
    stopped = record(
        long, lambda step: store.steering(None).request_stop(store.recent(1)[0].id) if step > 5 else None
    )
    assert stopped.state == "stopped"
    assert checkpoint_steps(store, stopped.id) == [0, 5]
    assert len(networks(store, stopped, stopped.step)) == len(ARMS)
    assert len(batch_history(store, stopped)[1][0].mean) == stopped.step


def test_of_convolutions_no_network_is_made(store: Store, record: Record) -> None:
    changes = {"architecture": "convolutional", "maps": 4, "depth": 2, "steps": 2, "checkpoints": (2,)}
    run = record(Experiment.model_validate(KEPT.model_dump() | changes))
    with pytest.raises(ValueError, match="convolutional"):
        networks(store, run, 2)
    history = next(filter(None, batch_history(store, run)))
    assert [each.mean.shape for each in history] == [(2, 4), (2, 4)]


def test_networks_that_are_too_large_are_not_kept(
    store: Store, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.MOST_KEPT", 1_000)
    assert store.read(record(PLAIN).id, "parameters")[0].empty
