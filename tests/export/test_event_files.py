"""What TensorBoard's own reader finds in the event files of small trained runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator, HistogramValue
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.distribution.compressor import compress_histogram_proto
from tensorboard.util.tensor_util import make_ndarray

from bnviz.data import load
from bnviz.experiment import Arm, Experiment
from bnviz.export.event_files import write_event_files
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS, TableName
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

DIVERGING = Arm(normalization="none", learning_rate=10.0, init_scale=10.0)
PLAN = Experiment(
    depth=2,
    width=4,
    batch_size=8,
    steps=40,
    activation="identity",
    arms=(Arm(), Arm(normalization="none"), DIVERGING),
)
BN, PLAIN, DIVERGED = range(3)
FOLDERS = ["BN-lr-0.1-init-1", "no-BN-lr-0.1-init-1", "no-BN-lr-10-init-10"]
STARTED_AT, SECONDS_PER_STEP = 1_800_000_000.0, 0.25
ALL = dict.fromkeys(("scalars", "histograms"), 0)
BASIS_POINTS = (*(np.arange(32) + 0.5) / 32 * 10_000, 10_000)  # the reader takes the last for all

Tables = Mapping[TableName, pd.DataFrame]


def trained(experiment: Experiment, folder: Path) -> Tables:
    """The tables of a run that a worker has trained."""
    store, digits = Store(f"sqlite:///{folder}/runs.sqlite"), load("mnist-sample")
    asked = store.submit(experiment, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim("worker", asked.id)
    assert claimed is not None
    execute(store, claimed, lambda name: digits)
    tables = {name: store.read(asked.id, name)[0] for name in SCHEMAS}
    store.close()
    return tables


def written(tables: Tables, experiment: Experiment, folder: Path) -> Path:
    write_event_files(tables, experiment, folder, started_at=STARTED_AT, seconds_per_step=SECONDS_PER_STEP)
    return folder


def read(folder: Path) -> EventAccumulator:
    return EventAccumulator(str(folder), size_guidance=ALL).Reload()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return trained(PLAN, tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def folder(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tables, PLAN, tmp_path_factory.mktemp("event files") / "made for it")


@pytest.fixture(scope="module")
def runs(folder: Path) -> list[EventAccumulator]:
    """What is read of each arm."""
    return [read(folder / name) for name in FOLDERS]


def rows(tables: Tables, table: TableName, arm: int, column: str, **chosen: int) -> pd.DataFrame:
    """The rows of an arm in which a measure is a finite number."""
    frame = tables[table]
    for name, value in {"arm": arm, **chosen}.items():
        frame = frame[frame[name] == value]
    return frame[np.isfinite(frame[column])]


def assert_same(run: EventAccumulator, tag: str, expected: pd.DataFrame, column: str) -> None:
    found = run.Scalars(tag)
    assert [event.step for event in found] == expected["step"].tolist()
    np.testing.assert_array_equal(np.float32([event.value for event in found]), expected[column])


def test_each_arm_is_a_run_with_a_name_that_every_file_system_takes(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == FOLDERS
    assert [len(list(path.iterdir())) for path in folder.iterdir()] == [1, 1, 1]


@pytest.mark.parametrize("arm", [BN, PLAIN, DIVERGED])
@pytest.mark.parametrize(
    ("tag", "table", "column"),
    [
        ("loss/train", "losses", "train_loss"),
        ("loss/test", "tests", "test_loss"),
        ("accuracy/test", "tests", "test_accuracy"),
    ],
)
def test_every_recorded_score_is_there_at_its_step(
    runs: list[EventAccumulator], tables: Tables, arm: int, tag: str, table: TableName, column: str
) -> None:
    expected = rows(tables, table, arm, column)
    assert len(expected)
    assert_same(runs[arm], tag, expected, column)


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize(
    ("tag", "column"),
    [
        ("shift/layer {}", "shift"),
        ("shift_raw/layer {}", "shift_raw"),
        ("gradient_norm/layer {}", "gradient_norm"),
        ("input/layer {} mean", "mean"),
        ("input/layer {} p15", "p15"),
        ("gamma/layer {} p85", "gamma_p85"),
        ("beta/layer {} p50", "beta_p50"),
    ],
)
def test_every_measure_of_a_layer_has_its_tag(
    runs: list[EventAccumulator], tables: Tables, tag: str, column: str, layer: int
) -> None:
    assert_same(runs[BN], tag.format(layer), rows(tables, "layers", BN, column, layer=layer), column)


def test_no_measure_is_forgotten_and_none_made_up(runs: list[EventAccumulator]) -> None:
    measures = sum(field.nullable for field in SCHEMAS["layers"])
    assert [len(run.Tags()["scalars"]) for run in runs[:2]] == [3 + 2 * measures, 3 + 2 * (measures - 3)]
    assert not [tag for tag in runs[PLAIN].Tags()["scalars"] if tag.startswith("gamma/")]


def test_histograms_stand_for_all_values_and_have_the_recorded_quantiles(
    runs: list[EventAccumulator], tables: Tables
) -> None:
    for tag, column in (("input", "after"), ("before_normalization", "before")):
        pooled = tables["distributions"].query("arm == @BN and layer == 2 and unit == 0")
        found = runs[BN].Histograms(f"{tag}/layer 2")
        assert [event.step for event in found] == pooled["step"].tolist()
        for event, quantiles in zip(found, pooled[column], strict=True):
            histogram = event.histogram_value
            assert sum(histogram.bucket) == histogram.num == 512 * PLAN.width
            *values, _ = (value for _, value in compress_histogram_proto(histogram, BASIS_POINTS))
            np.testing.assert_allclose(values, quantiles, rtol=1e-6, atol=1e-6)


def test_the_sums_of_a_histogram_are_those_of_even_buckets(tables: Tables, tmp_path: Path) -> None:
    """Quantiles from 0 to 31 at even distances are those of an even distribution from -½ to 31½."""
    histogram = last_before(np.arange(32, dtype=np.float32), tables, tmp_path)
    assert (histogram.min, histogram.max) == (-0.5, 31.5)
    assert histogram.sum / histogram.num == pytest.approx(15.5)
    assert histogram.sum_squares / histogram.num == pytest.approx(15.5**2 + 32**2 / 12)


def test_values_that_are_all_the_same_are_one_place(tables: Tables, tmp_path: Path) -> None:
    histogram = last_before(np.zeros(32, np.float32), tables, tmp_path)
    assert {histogram.min, histogram.max, *histogram.bucket_limit} == {0.0}
    assert sum(histogram.bucket) == 512 * PLAN.width


def last_before(quantiles: NDArray[np.float32], tables: Tables, folder: Path) -> HistogramValue:
    """The newest histogram before normalization, if all have these quantiles there."""
    run = read(written({**tables, "distributions": all_with(quantiles, tables)}, PLAN, folder) / FOLDERS[BN])
    return run.Histograms("before_normalization/layer 1")[-1].histogram_value


def all_with(quantiles: NDArray[np.float32], tables: Tables) -> pd.DataFrame:
    frame = tables["distributions"]
    return frame.assign(before=pd.Series([quantiles] * len(frame), dtype=frame["before"].dtype))


def test_what_is_before_normalization_is_told_only_where_there_is_one(runs: list[EventAccumulator]) -> None:
    tags = [run.Tags()["histograms"] for run in runs]
    assert sorted(tags[BN]) == [
        f"{place}/layer {n}" for place in ("before_normalization", "input") for n in (1, 2)
    ]
    assert sorted(tags[PLAIN]) == ["input/layer 1", "input/layer 2"]


def test_an_arm_that_diverged_is_there_as_far_as_it_went(
    runs: list[EventAccumulator], tables: Tables
) -> None:
    losses = tables["losses"].query("arm == @DIVERGED")["train_loss"]
    steps = [event.step for event in runs[DIVERGED].Scalars("loss/train")]
    assert 0 < len(steps) < len(losses) == PLAN.steps
    assert steps == list(range(1, len(steps) + 1))
    assert all(np.isfinite(event.histogram_value.bucket_limit).all() for event in histograms(runs[DIVERGED]))


def histograms(run: EventAccumulator) -> list:
    return [event for tag in run.Tags()["histograms"] for event in run.Histograms(tag)]


def test_limits_beyond_what_a_reader_can_hold_are_held_in(tables: Tables, tmp_path: Path) -> None:
    """Of an arm about to diverge the outermost quantiles may be the largest numbers there are."""
    largest = np.finfo(np.float32).max
    wide = all_with(np.repeat(np.float32([-largest, 0, largest]), (1, 30, 1)), tables)
    (file,) = (written({**tables, "distributions": wide}, PLAN, tmp_path) / FOLDERS[BN]).iterdir()
    values = [value for event in EventFileLoader(str(file)).Load() for value in event.summary.value]
    buckets = [make_ndarray(value.tensor) for value in values if value.tag == "before_normalization/layer 1"]
    assert np.shape(buckets) == (len(buckets), 33, 3)
    assert np.isfinite(buckets).all()


def test_times_are_the_run_s_own_and_bytes_the_same_again(
    runs: list[EventAccumulator], folder: Path, tables: Tables, tmp_path: Path
) -> None:
    for event in runs[BN].Scalars("loss/train"):
        assert event.wall_time == STARTED_AT + event.step * SECONDS_PER_STEP
    assert runs[BN].FirstEventTimestamp() == STARTED_AT
    again = written(tables, PLAN, tmp_path)
    files = sorted(path.relative_to(folder) for path in folder.rglob("events*"))
    assert [(again / file).read_bytes() for file in files] == [(folder / file).read_bytes() for file in files]


def test_a_run_of_scores_only_has_no_layers(tmp_path: Path) -> None:
    plan = PLAN.model_copy(update={"detail": "scores", "arms": (Arm(), Arm())})
    tables = trained(plan, tmp_path)
    names = [path.name for path in sorted(written(tables, plan, tmp_path / "out").iterdir())]
    assert names == ["BN-1", "BN-2"]
    run = read(tmp_path / "out" / "BN-1")
    assert sorted(run.Tags()["scalars"]) == ["accuracy/test", "loss/test", "loss/train"]
    assert not run.Tags()["histograms"]


def test_maps_stand_for_four_positions_of_each_image(tmp_path: Path) -> None:
    plan = Experiment(architecture="convolutional", depth=1, maps=2, batch_size=8, steps=1)
    run = read(written(trained(plan, tmp_path), plan, tmp_path / "out") / "BN")
    assert run.Histograms("input/layer 1")[0].histogram_value.num == 512 * 4 * plan.maps


def test_neither_torch_nor_tensorflow_is_loaded() -> None:
    program = (
        "import sys, bnviz.export.event_files;assert not {'torch', 'tensorflow', 'grpc'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
