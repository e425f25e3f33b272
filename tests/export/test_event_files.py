"""The scores and measures of small trained runs, as TensorBoard's own reader finds them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from bnviz.experiment import Arm
from bnviz.runs.tables import SCHEMAS, TableName

from .event_runs import (
    BN,
    DIVERGED,
    FOLDERS,
    PLAIN,
    PLAN,
    SECONDS_PER_STEP,
    STARTED_AT,
    Tables,
    read,
    trained,
    written,
)


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


def test_an_arm_that_diverged_is_there_as_far_as_it_went(
    runs: list[EventAccumulator], tables: Tables
) -> None:
    losses = tables["losses"].query("arm == @DIVERGED")["train_loss"]
    steps = [event.step for event in runs[DIVERGED].Scalars("loss/train")]
    assert 0 < len(steps) < len(losses) == PLAN.steps
    assert steps == list(range(1, len(steps) + 1))


def test_of_a_layer_that_is_no_number_any_more_nothing_is_told(tables: Tables, tmp_path: Path) -> None:
    """A few of its units may have numbers still, and so its lower percentiles."""
    layers = tables["layers"].assign(mean=lambda frame: frame["mean"].where(frame["step"] < 5))
    run = read(written({**tables, "layers": layers}, PLAN, tmp_path) / FOLDERS[BN])
    assert [event.step for event in run.Scalars("input/layer 1 p15")] == [0, 1, 2, 3, 4]


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


def test_neither_torch_nor_tensorflow_is_loaded() -> None:
    program = "import sys, bnviz.export.event_files; assert not {'torch', 'tensorflow'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", program], check=True)
