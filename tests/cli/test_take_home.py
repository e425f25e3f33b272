"""`export` and `import`, as a shell would give them."""

from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from bnviz.runs.store import Store

from .conftest import Command, held_elsewhere


def test_a_run_goes_out_and_comes_back(
    command: Command, train: Command, tmp_path: Path, store: Store
) -> None:
    run, file = train().report["run"], tmp_path / "run.zip"
    assert command("export", run, "--out", str(file)).err == f"Run {run} is in {file}.\n"
    assert is_zipfile(file)
    back = command("import", str(file))
    assert (back.status, back.err) == (
        0,
        f"Run {run}-2 is in the store: the app shows it at /?run={run}-2.\n",
    )
    assert {each.id for each in store.recent()} == {run, f"{run}-2"}


def test_where_nothing_is_said_the_zip_lies_in_the_folder_one_is_in(
    command: Command, train: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = train().report["run"]
    command("export", run)
    assert is_zipfile(tmp_path / f"bnviz-{run}.zip")


def test_it_speaks_a_language_that_there_is(command: Command, train: Command, tmp_path: Path) -> None:
    run = train().report["run"]
    for code, title in (("en", "# Run "), ("ko", "# 실행 ")):
        file = tmp_path / f"{code}.zip"
        command("export", run, "--out", str(file), "--language", code)
        with ZipFile(file) as archive:
            assert archive.read(f"bnviz-{run}/README.md").decode().startswith(title)
    refused = command("export", run, "--language", "tlh")
    assert (refused.status, refused.err) == (
        2,
        'language: "tlh" is not allowed; choose one of en, ko.\n',
    )


def test_what_cannot_be_exported_is_refused_in_a_sentence(
    command: Command, train: Command, tmp_path: Path, store: Store
) -> None:
    unknown = command("export", "nothing")
    assert (unknown.status, unknown.err) == (
        2,
        'RUN: "nothing" is not allowed; choose the id of a run in the store.\n',
    )
    active = command("export", held_elsewhere(store).id)
    assert active.status == 2
    assert active.err.endswith("it can be exported once it has ended.\n")


def test_a_file_that_cannot_be_written_or_read_is_told(
    command: Command, train: Command, tmp_path: Path
) -> None:
    refused = command("export", train().report["run"], "--out", str(tmp_path / "no" / "folder.zip"))
    assert (refused.status, "choose a file that can be written" in refused.err) == (2, True)
    odd = tmp_path / "odd.zip"
    odd.write_text("no zip")
    for file in (odd, tmp_path / "missing.zip"):
        refused = command("import", str(file))
        assert refused.status == 2
        assert refused.err == f"file: {file} is not a run that was exported, or it is damaged.\n"
