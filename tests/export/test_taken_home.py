"""There and back: a run that is exported and imported again is the same run, and a bad file is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from bnviz.export.archive import zipped
from bnviz.export.taken_home import ImportFileError, read_run
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS

OWN = ("id", "key", "owner", "worker", "attempt", "requeued", "heartbeat_at", "watched_at")


@pytest.fixture(scope="session")
def archive(store: Store, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "run.zip"
    file.write_bytes(zipped(store, run))
    return file


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path}/elsewhere.sqlite")) as opened:
        yield opened


def test_it_comes_back_with_every_number(store: Store, run: Run, archive: Path, elsewhere: Store) -> None:
    back = elsewhere.adopt(*read_run(archive))
    own = {name: getattr(run, name) for name in OWN}
    assert replace(back, **own) == run
    assert back.id == run.id
    assert (run.imported, back.imported) == (False, True)
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(elsewhere.read(back.id, name)[0], store.read(run.id, name)[0])
        for step in (0, 3, 25):
            there, here = (each.read_at(run.id, name, step) for each in (elsewhere, store))
            pd.testing.assert_frame_equal(there, here)


def test_it_answers_nobody_who_asks_for_its_experiment(
    run: Run, archive: Path, elsewhere: Store, store: Store
) -> None:
    elsewhere.adopt(*read_run(archive))
    assert elsewhere.find(run.key) is None


def test_beside_the_run_itself_it_has_another_id(run: Run, archive: Path, elsewhere: Store) -> None:
    ids = [elsewhere.adopt(*read_run(archive)).id for _ in range(3)]
    assert ids == [run.id, f"{run.id}-2", f"{run.id}-3"]


def test_the_same_run_makes_the_same_zip(store: Store, run: Run, archive: Path) -> None:
    assert zipped(store, run) == archive.read_bytes()


def rewritten(archive: Path, file: Path, **facts: object) -> Path:
    """The same zip with other facts."""
    with ZipFile(archive) as source, ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("run.json"):
                content = json.dumps(json.loads(content) | facts).encode()
            target.writestr(name, content)
    return file


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"step": 26}, "step"),
        ({"step": -1}, "step"),
        ({"id": "../../etc"}, "id"),
        ({"state": "running"}, "state"),
        ({"experiment": {"depth": 99}}, "experiment.depth"),
        ({"more": 1}, "more"),
        ({"result": {"arms": []}}, "result"),
        ({"seconds": "NaN"}, "seconds"),
    ],
)
def test_facts_that_cannot_be_are_refused(
    archive: Path, tmp_path: Path, facts: dict[str, object], named: str
) -> None:
    with pytest.raises(ImportFileError, match=f"holds no run that can be read.*{named}"):
        read_run(rewritten(archive, tmp_path / "forged.zip", **facts))


def test_tables_that_do_not_fit_the_facts_are_refused(
    archive: Path, tmp_path: Path, elsewhere: Store
) -> None:
    facts, tables = read_run(rewritten(archive, tmp_path / "short.zip", step=20))
    with pytest.raises(ValueError, match="table losses, step: all must be from 0 to 20"):
        elsewhere.adopt(facts, tables)
    assert elsewhere.recent() == []


@pytest.mark.parametrize("content", [b"", b"PK\5\6" + bytes(18), b"no zip at all"])
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.zip"
    file.write_bytes(content)
    with pytest.raises(ImportFileError, match="is not a run that was exported, or it is damaged"):
        read_run(file)


def test_a_damaged_table_is_refused(archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "damaged.zip"
    with ZipFile(archive) as source, ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"PAR1" if name.endswith("layers.parquet") else source.read(name))
    with pytest.raises(ImportFileError, match="damaged"):
        read_run(file)


def test_a_bomb_is_not_unpacked(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bnviz.export.taken_home.MOST_BYTES", 1_000)
    with pytest.raises(ImportFileError, match="too large"):
        read_run(archive)


def test_everything_is_in_one_folder(archive: Path, run: Run) -> None:
    with ZipFile(archive) as opened:
        names = {name.removeprefix(f"bnviz-{run.id}/") for name in opened.namelist()}
        readme = opened.read(f"bnviz-{run.id}/README.md").decode()
    assert {"README.md", "run.json", "figures.html", "train.py", "train.ipynb", "csv/curves.csv"} < names
    assert {name.partition("/")[0] for name in names if "/" in name} == {
        "csv",
        "tables",
        "tensorboard",
        "weights",
    }
    there = {name: f"tables/{name}.parquet" in names for name in SCHEMAS}
    assert {name: f"### {name}\n" in readme for name in SCHEMAS} == there
    for schema in (SCHEMAS[name] for name in SCHEMAS if there[name]):
        assert all(f"| {field.name} | {field.metadata[b'unit'].decode()} |" in readme for field in schema)
