from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.tables import SCHEMAS, TableName, decode, encode
from bnviz.runs.workers.frames import SHAPES, loss_rows, parameter_rows, snapshot_rows, statistics_rows
from bnviz.training.batch_history import BatchStatistics
from bnviz.training.kept_layers import KeptLayer
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot

ARMS, LAYERS, UNITS, IMAGES, MINI_BATCH = 3, 2, 4, 7, 5
NORMALISED, PLAIN = (0, 2), 1
EXTENTS = {
    "tests": (ARMS,),
    "answers": (ARMS, IMAGES),
    "layers": (ARMS, LAYERS),
    "units": (ARMS, LAYERS, UNITS),
    "distributions": (ARMS, LAYERS, 1 + UNITS, 32),
    "batches": (ARMS, LAYERS, UNITS, MINI_BATCH),
}

each_table = pytest.mark.parametrize("name", SHAPES)


def measures(name: TableName) -> list[str]:
    return [field.name for field in SCHEMAS[name] if field.nullable]


def array(step: int, name: str, column: int) -> npt.NDArray[Any]:
    """Values that tell where they stand; none of the plain arm's mini-batch."""
    extent = EXTENTS[name]
    count = np.arange(np.prod(extent)).reshape(extent)
    if name == "answers":
        return ((step + count) % 256).astype(np.uint8)
    values = (10_000 * step + 1_000 * column + count).astype(np.float32)
    if name == "batches":
        values[PLAIN] = np.nan
    return values


def snapshot(step: int) -> Snapshot:
    tables = {
        name: {column: array(step, name, place) for place, column in enumerate(measures(name))}
        for name in SHAPES
    }
    return Snapshot(step, **(tables | ({} if step else {"batches": {}})))


def rows_of(tables: dict[TableName, pd.DataFrame]) -> dict[TableName, pd.DataFrame]:
    """The rows once they have been stored and read again."""
    return {name: decode(name, [encode(name, frame)]) for name, frame in tables.items()}


@each_table
def test_each_value_stands_beside_its_own_keys(name: TableName) -> None:
    read = rows_of(snapshot_rows([snapshot(0), snapshot(7), snapshot(9)]))[name]
    keys = SCHEMAS[name].names[: -len(measures(name))]
    for row in read.to_dict("records"):
        place = [row[key] - first for key, first in zip(keys[1:], SHAPES[name], strict=True)]
        for column, measure in enumerate(measures(name)):
            expected = array(row["step"], name, column)[tuple(place)]
            np.testing.assert_array_equal(row[measure], expected)


@pytest.mark.parametrize(
    ("name", "units"),
    [("units", range(1, UNITS + 1)), ("distributions", range(UNITS + 1)), ("batches", range(1, UNITS + 1))],
)
def test_a_table_of_units_has_a_row_for_each_arm_layer_and_unit(name: TableName, units: range) -> None:
    arms = NORMALISED if name == "batches" else range(ARMS)
    steps = (7, 9) if name == "batches" else (0, 7, 9)
    frame = snapshot_rows([snapshot(0), snapshot(7), snapshot(9)])[name]
    expected = pd.MultiIndex.from_product([steps, arms, range(1, LAYERS + 1), units])
    assert list(frame[["step", "arm", "layer", "unit"]].itertuples(index=False, name=None)) == list(expected)


def test_the_tables_of_a_snapshot_have_a_row_for_each_of_its_arms_and_layers() -> None:
    tables = snapshot_rows([snapshot(7)])
    counts = {name: len(tables[name]) for name in ("tests", "answers", "layers")}
    assert counts == {"tests": ARMS, "answers": ARMS, "layers": ARMS * LAYERS}


def test_before_the_first_step_there_is_no_mini_batch() -> None:
    assert snapshot_rows([snapshot(0)]).keys() == SHAPES.keys() - {"batches"}


def test_without_an_arm_with_batch_normalization_there_is_no_row_of_a_mini_batch() -> None:
    plain = snapshot(3)
    for values in plain.batches.values():
        values[:] = np.nan
    read = rows_of(snapshot_rows([plain]))["batches"]
    assert list(read) == SCHEMAS["batches"].names
    assert read.empty


def test_losses_are_counted_on_from_the_first_step() -> None:
    losses = loss_rows(11, np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32))
    assert losses.to_dict("list") == {
        "step": [11, 11, 12, 12],
        "arm": [0, 1, 0, 1],
        "train_loss": [1.0, 2.0, 3.0, 4.0],
    }


def test_no_step_gives_no_row() -> None:
    assert loss_rows(1, np.empty((0, 2), dtype=np.float32)).empty


def test_rows_of_parameters_are_layers_of_steps() -> None:
    layers = [
        KeptLayer(arm, layer, *(np.full(count, arm + layer, np.float32) for count in (6, 0, 3, 0, 0)))
        for arm in (0, 1)
        for layer in (1, 2, 3)
    ]
    read = rows_of({"parameters": parameter_rows([(0, layers), (7, layers)])})["parameters"]
    keys = list(read[["step", "arm", "layer"]].itertuples(index=False, name=None))
    assert keys == list(itertools.product((0, 7), (0, 1), (1, 2, 3)))
    for row in read.itertuples():
        np.testing.assert_array_equal(row.weight, [row.arm + row.layer] * 6)
        assert [len(row.gamma), len(row.shift), len(row.running_mean), len(row.running_var)] == [0, 3, 0, 0]


def test_rows_of_statistics_name_the_arms_that_have_them() -> None:
    mean = np.arange(3 * 2 * LAYERS * UNITS, dtype=np.float32).reshape(3, 2, LAYERS, UNITS)
    rows = statistics_rows(11, BatchStatistics(list(NORMALISED), mean, 1000 + mean))
    read = rows_of({"statistics": rows})["statistics"]
    keys = itertools.product((11, 12, 13), NORMALISED, range(1, LAYERS + 1))
    assert list(read[["step", "arm", "layer"]].itertuples(index=False, name=None)) == list(keys)
    for row in read.itertuples():
        expected = mean[row.step - 11, NORMALISED.index(row.arm), row.layer - 1]
        np.testing.assert_array_equal(row.mean, expected)
        np.testing.assert_array_equal(row.variance, 1000 + expected)


@pytest.mark.parametrize(("steps", "arms"), [(0, [0, 2]), (3, [])])
def test_no_step_or_no_arm_with_batch_normalization_gives_no_row_of_statistics(
    steps: int, arms: list[int]
) -> None:
    nothing = np.empty((steps, len(arms), LAYERS, UNITS), np.float32)
    rows = rows_of({"statistics": statistics_rows(1, BatchStatistics(arms, nothing, nothing))})["statistics"]
    assert list(rows) == SCHEMAS["statistics"].names
    assert rows.empty


def test_what_the_engine_yields_fills_every_column_of_every_table() -> None:
    numbers = np.random.default_rng(3)
    images, labels = numbers.integers(0, 256, (60, 784), np.uint8), numbers.integers(0, 10, 60)
    dataset = Dataset("mnist-sample", images[:40], labels[:40], images[40:], labels[40:])
    training = Training(Experiment(depth=2, width=5, batch_size=10, steps=3), dataset)
    read = rows_of(snapshot_rows([taken for taken in training.steps() if taken]))
    for name in SHAPES:
        assert read[name]["step"].unique().tolist() == ([1, 2, 3] if name == "batches" else [0, 1, 2, 3])
        assert read[name].query("step == 3 and arm == 0").notna().all(axis=None), name
