"""The engine's own slices: whole runs, their stand-ins, bare steps, products, and the parts of a step."""

from unittest import mock

import pytest

from benchmarks.engine import bare_steps, recorded_runs, recorded_stand_ins
from benchmarks.many_arms import one_after_the_other, thirty_two_arms
from benchmarks.products import Products, products
from benchmarks.rounds import slices
from benchmarks.setting import temporary_store
from benchmarks.step_parts import ACTIVATION, PARTS, WHOLE, watched_by
from benchmarks.stopwatch import Stopwatch
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.workers.recorder import Recorder
from bnviz.training import ENGINE_VERSION
from bnviz.training.layers import HiddenLayer, OutputLayer
from bnviz.training.loop import Training
from bnviz.training.schedule import snapshot_steps


def test_a_whole_run_is_trained_recorded_and_done(experiment: Experiment, dataset: Dataset) -> None:
    short = experiment.model_copy(update={"steps": 30})
    with temporary_store() as store:
        assert recorded_runs(short, dataset, store)() > 0
        run = store.submit(short, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
        assert (run.state, run.step) == ("done", 30)


def test_a_stand_in_has_the_share_of_snapshots_of_the_whole(experiment: Experiment, dataset: Dataset) -> None:
    short = experiment.model_copy(update={"steps": 100})
    with temporary_store() as store:
        recorded_stand_ins(experiment, dataset, store, 100)()
        run = store.submit(short, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
        tests, _ = store.read(run.id, "tests")
    whole = (len(snapshot_steps(experiment.steps)) - 1) / experiment.steps
    assert (tests["step"].nunique() - 1) / 100 == pytest.approx(whole, rel=0.2)


def test_bare_steps_and_slices_of_several_loops_take_time(experiment: Experiment, dataset: Dataset) -> None:
    assert slices(bare_steps(experiment, dataset), 3)() > 0
    assert one_after_the_other(experiment, dataset, 2, fused=True)() > 0
    assert products(experiment, dataset, 3)() > 0


def test_the_products_alone_have_the_arithmetic_of_the_engine(
    experiment: Experiment, dataset: Dataset
) -> None:
    alone, training = Products(experiment), Training(experiment, dataset)
    weights = [layer.weight for layer in training.stack.layer_parameters]
    assert alone.first[0].numel() == weights[0].numel()
    assert [operands[0].shape for operands in alone.upper] == [weight.shape for weight in weights[1:]]


def test_thirty_two_arms_are_half_with_batch_normalization_and_half_without() -> None:
    kinds = [arm.normalization for arm in thirty_two_arms().arms]
    assert (kinds.count("none"), kinds.count("batch"), len(kinds)) == (16, 16, 32)


def test_every_part_of_a_step_is_found(experiment: Experiment, dataset: Dataset) -> None:
    stopwatch = Stopwatch()
    with temporary_store() as store, watched_by(stopwatch):
        recorded_stand_ins(experiment, dataset, store, 20)()
    assert stopwatch.seconds.keys() == {*PARTS, *WHOLE, ACTIVATION}
    assert all(seconds > 0 for seconds in stopwatch.seconds.values())


def test_the_time_of_a_called_function_is_not_its_callers() -> None:
    clock = mock.Mock(side_effect=[0.0, 10.0, 13.0, 20.0])
    stopwatch = Stopwatch()
    inner = stopwatch.watch("inner", lambda: None)
    with mock.patch("benchmarks.stopwatch.time.perf_counter", clock):
        stopwatch.watch("outer", inner)()
    assert stopwatch.seconds == {"inner": 3.0, "outer": 17.0}


def test_a_whole_part_keeps_the_time_of_what_it_calls() -> None:
    clock = mock.Mock(side_effect=[0.0, 20.0])
    stopwatch = Stopwatch()
    inner = stopwatch.watch("inner", lambda: None)
    with mock.patch("benchmarks.stopwatch.time.perf_counter", clock):
        stopwatch.watch("outer", inner, whole=True)()
    assert stopwatch.seconds == {"outer": 20.0}


def test_watching_ends_with_the_block() -> None:
    before = [HiddenLayer.forward, OutputLayer.loss, Recorder._append]
    with watched_by(Stopwatch()):
        assert before != [HiddenLayer.forward, OutputLayer.loss, Recorder._append]
    assert before == [HiddenLayer.forward, OutputLayer.loss, Recorder._append]
