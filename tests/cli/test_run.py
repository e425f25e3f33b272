import json

import pytest

import bnviz.runs.workers.execution
from bnviz.runs.store import Store
from bnviz.training.devices import DeviceError

from .conftest import Command, now


def test_a_run_is_reported_as_one_json_object(train: Command, store: Store) -> None:
    done = train()
    report = done.report
    arms = report.pop("arms")
    assert done.status == 0
    assert report.pop("seconds") > 0
    assert report.pop("steps_per_second") > 0
    recorded = now(store, report.pop("run")).result
    assert report == {"state": "done", "steps": 30, "device": "cpu", "threads": 1, "data": "mnist-sample"}
    who = ({"name": "BN", "normalization": "batch"}, {"name": "no BN", "normalization": "none"})
    assert recorded is not None
    assert arms == [
        {**name, "learning_rate": 0.1, **result} for name, result in zip(who, recorded["arms"], strict=True)
    ]
    assert set(arms[0]) >= {"train_loss", "test_loss", "test_accuracy", "diverged_at"}
    assert all(0 <= arm["test_accuracy"] <= 1 for arm in arms)


def test_without_full_mnist_one_sentence_says_that_the_sample_is_used(train: Command) -> None:
    assert train().err == (
        "MNIST could not be downloaded: 127.0.0.1:9 refused the connection; "
        "this run uses the 5,000-digit sample.\n"
    )


def test_the_same_experiment_again_is_the_same_run_and_is_not_trained_again(
    train: Command, store: Store
) -> None:
    first, second = train(), train()
    assert second.status == 0
    assert second.report == first.report | {"threads": None}
    assert f"Run {first.report['run']} is done already" in second.err
    assert now(store, first.report["run"]).attempt == 1


def test_settings_may_come_in_one_list_or_several(train: Command) -> None:
    listed = train("--set", "seed=7", "activation=relu").report
    repeated = train("--set", "seed=7", "--set", "activation=relu").report
    assert listed["run"] == repeated["run"] != train().report["run"]


def test_a_setting_given_twice_counts_as_given_last(train: Command) -> None:
    assert train("--set", "steps=20").report["steps"] == 20


def test_threads_are_the_engines(train: Command, threads: list[int]) -> None:
    assert train("--threads", "1").report["threads"] == 1
    assert threads == [1]


def test_a_diverged_arm_is_a_result_with_its_step(train: Command) -> None:
    wild = ("depth=3", "width=32", "activation=leaky_relu", "learning_rate=10", "init_std=10")
    done = train("--set", *wild)
    with_bn, without = done.report["arms"]
    assert done.status == 0
    assert with_bn["diverged_at"] is None
    assert 1 <= without["diverged_at"] <= 30
    assert without["train_loss"] is without["test_loss"] is None


def test_without_json_a_table_has_a_row_for_each_arm(command: Command) -> None:
    done = command("run", "--preset", "quick-look", "--set", "steps=30", "depth=1", "width=4")
    line, header, *rows = done.out.splitlines()
    assert "is done: 30 steps in" in line
    assert all(column in header for column in ("name", "train loss", "test accuracy", "diverged at"))
    assert [row.split()[-7] for row in rows] == ["batch", "none"]


def test_a_failed_run_ends_with_its_sentence(train: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(device: str) -> None:
        raise DeviceError("The device has gone.")

    monkeypatch.setattr(bnviz.runs.workers.execution, "local", gone)
    done = train()
    assert done.status == 1
    assert done.err.splitlines()[-1] == "The device has gone."
    assert done.report["state"] == "failed"
    assert {arm["test_accuracy"] for arm in done.report["arms"]} == {None}


def test_the_last_line_is_json_and_nothing_else_is_on_stdout(train: Command) -> None:
    (line,) = train().out.splitlines()
    assert json.loads(line)["state"] == "done"
