from pathlib import Path

import pytest

from bnviz.fields import fields
from bnviz.lessons.presets import PRESETS

from .conftest import Command, Outcome


def sentence(refused: Outcome) -> str:
    """The one sentence that bad input was answered with."""
    assert (refused.status, refused.out) == (2, "")
    (line,) = refused.err.splitlines()
    assert line.endswith(".")
    return line


def test_an_unknown_preset_is_answered_with_all_presets(command: Command) -> None:
    told = sentence(command("run", "--preset", "nope"))
    assert '"nope"' in told
    assert all(name in told for name in PRESETS)


def test_an_unknown_setting_is_answered_with_all_settings(train: Command) -> None:
    told = sentence(train("--set", "dept=3"))
    assert told.startswith("dept:")
    assert all(setting.name in told for setting in fields())


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("depth", 'set: "depth" is not allowed; choose NAME=VALUE'),
        ("depth=99", 'depth: "99" is not allowed'),
        ("depth=", 'depth: "" is not allowed'),
        ("batch_size=4001", "batch_size: "),  # more than the sample has to train on
        ("a\nb", r'set: "a\nb" is not allowed'),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(train: Command, setting: str, told: str) -> None:
    assert sentence(train("--set", setting)).startswith(told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file"),
        (b"{not json", "JSON text"),
        (b"\xff\xfe", "it is not text"),
        (b"[1, 2]", "a JSON object"),
        (b'{"depth": 99}', "depth"),
        (b'{"steps": 9, "changes": [{"step": 9, "learning_rate": 1}]}', "changes: "),
    ],
)
def test_a_file_that_holds_no_experiment_is_refused(
    command: Command, tmp_path: Path, content: bytes | None, told: str
) -> None:
    file = tmp_path / "experiment.json"
    if content is not None:
        file.write_bytes(content)
    assert told in sentence(command("run", "--experiment", str(file)))


@pytest.mark.parametrize("threads", ["0", "-1", "100000", "two", "1.5"])
def test_threads_are_as_many_as_there_are_at_most(train: Command, threads: str) -> None:
    assert "a whole number from 1 to " in sentence(train(f"--threads={threads}"))


def test_a_gpu_that_is_not_there_is_refused(train: Command) -> None:
    assert '"cuda:77" is not on this machine' in sentence(train("--device", "cuda:77"))


def test_a_store_that_cannot_be_written_is_refused(
    train: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BNVIZ_DATABASE_URL", f"sqlite:///{tmp_path}/file/runs.sqlite")
    assert "cannot be opened" in sentence(train())


def test_a_folder_that_cannot_be_written_is_refused_before_training(train: Command, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in ("file", "file/below"):
        assert "choose a folder that can be written" in sentence(train("--out", str(tmp_path / out)))
    assert train().report["threads"] == 1, "a run was trained although its folder was refused"


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("run",), ("run", "--preset", "quick-look", "--fast"), ("run", "--preset"), ("data", "x")],
)
def test_arguments_that_make_no_command_are_refused(command: Command, arguments: tuple[str, ...]) -> None:
    assert "--help" in sentence(command(*arguments))
