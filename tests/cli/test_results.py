import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from bnviz.runs.run import Orders, Run
from bnviz.runs.store import Store

from .conftest import Command, Outcome


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "made" / "for it"


@pytest.fixture
def done(train: Command, out: Path) -> Outcome:
    return train("--set", "depth=2", "--out", str(out))


def test_the_experiment_is_the_same_run_again(command: Command, done: Outcome, out: Path) -> None:
    again = command("run", "--experiment", str(out / "experiment.json"), "--json")
    assert "done already" in again.err
    assert again.report == done.report | {"threads": None}


def test_curves_hold_the_loss_of_every_step_and_the_test_of_some(
    done: Outcome, out: Path, store: Store
) -> None:
    curves = pd.read_parquet(out / "curves.parquet")
    assert list(curves) == ["step", "arm", "name", "train_loss", "test_loss", "test_accuracy"]
    assert list(zip(curves["step"], curves["arm"], strict=True)) == [
        (step, arm) for step in range(31) for arm in (0, 1)
    ]
    assert set(zip(curves["arm"], curves["name"], strict=True)) == {(0, "BN"), (1, "no BN")}
    for table, columns in (("losses", ["train_loss"]), ("tests", ["test_loss", "test_accuracy"])):
        recorded, _ = store.read(done.report["run"], table)
        written = curves.dropna(subset=columns).reset_index(drop=True)
        pd.testing.assert_frame_equal(written[["step", "arm", *columns]], recorded)


def test_changes_by_hand_are_written_and_give_the_same_numbers_again(
    train: Command, command: Command, out: Path, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.0)
    append = Store.append

    def append_and_steer(self: Store, run: Run, *arguments: Any, **options: Any) -> Orders:
        if arguments[1] == 10:
            self.steering(None).request_rate(run.id, 0.5)
        return append(self, run, *arguments, **options)

    monkeypatch.setattr(Store, "append", append_and_steer)
    steered = train("--out", str(out))
    monkeypatch.setattr(Store, "append", append)
    assert json.loads((out / "experiment.json").read_text("utf-8"))["changes"] == [
        {"step": 10, "learning_rate": 0.5}
    ]
    again = tmp_path / "again"
    command("run", "--experiment", str(out / "experiment.json"), "--out", str(again), "--json")
    assert train().report["run"] != steered.report["run"]
    for file in ("curves.parquet", "layers.parquet"):
        pd.testing.assert_frame_equal(pd.read_parquet(again / file), pd.read_parquet(out / file))
    assert (again / "experiment.json").read_text() == (out / "experiment.json").read_text()


@pytest.mark.usefixtures("done")
def test_layers_name_their_arms(out: Path) -> None:
    layers = pd.read_parquet(out / "layers.parquet")
    assert list(layers)[:4] == ["step", "arm", "name", "layer"]
    assert set(layers["layer"]) == {1, 2}
    assert set(zip(layers["arm"], layers["name"], strict=True)) == {(0, "BN"), (1, "no BN")}


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize("file", ["curves.parquet", "layers.parquet"])
def test_every_column_tells_its_unit(out: Path, file: str) -> None:
    schema = pq.read_schema(out / file)
    assert all(field.metadata[b"unit"] for field in schema)


def test_tables_that_cannot_be_written_are_told_in_a_sentence(train: Command, tmp_path: Path) -> None:
    (tmp_path / "curves.parquet").mkdir()
    failed = train("--out", str(tmp_path))
    assert failed.status == 1
    assert failed.err.splitlines()[-1].startswith(f"The tables cannot be written to {tmp_path} (")
