"""The database opens where it can, says in one sentence where it cannot, and keeps what it was given."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pandas as pd
import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from bnviz.experiment import Experiment
from bnviz.runs.database import DiskFullError, StoreError, default_url, transaction
from bnviz.runs.run import run_key
from bnviz.runs.schema import runs
from bnviz.runs.store import Store
from bnviz.runs.tables import encode
from tests.postgresql import PostgreSQL

from .small_runs import at_once, held, losses, now, submit

FIRST_VERSION = """
CREATE TABLE runs (
    id TEXT NOT NULL, "key" TEXT NOT NULL, experiment TEXT NOT NULL, data_name TEXT NOT NULL,
    data_fingerprint TEXT NOT NULL, engine_version TEXT NOT NULL, device TEXT NOT NULL, state TEXT NOT NULL,
    worker TEXT, attempt INTEGER NOT NULL, requeued INTEGER NOT NULL, step INTEGER NOT NULL,
    steps INTEGER NOT NULL, seconds DOUBLE NOT NULL, stop_requested BOOLEAN NOT NULL,
    created_at DOUBLE NOT NULL, started_at DOUBLE, heartbeat_at DOUBLE, finished_at DOUBLE,
    error TEXT, result TEXT, PRIMARY KEY (id)
);
CREATE UNIQUE INDEX one_shared_run_a_key ON runs ("key")
    WHERE state IN ('queued', 'running', 'paused', 'done');
CREATE INDEX runs_by_state ON runs (state, created_at);
CREATE TABLE chunks (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, attempt INTEGER NOT NULL,
    table_name TEXT NOT NULL, first_step INTEGER NOT NULL, last_step INTEGER NOT NULL, body BLOB NOT NULL,
    FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE INDEX chunks_of_a_table ON chunks (run_id, table_name, id);
"""


def test_what_is_recorded_outlives_the_store(store: Store, url: str) -> None:
    run = held(store)
    store.append(run, {"losses": losses(1)}, 1, 0.1)
    store.close()
    reopened = Store(url)
    assert reopened.get(run.id) == now(store, run)
    pd.testing.assert_frame_equal(reopened.read(run.id, "losses")[0], losses(1))
    reopened.close()


def test_a_new_store_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        url = f"sqlite:///{tmp_path}/new/{attempt}/runs.sqlite"
        at_once(8, lambda url=url: Store(url).close())
        store = Store(url)
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        store.close()


@pytest.mark.postgresql
def test_a_new_postgresql_store_may_be_opened_by_many_at_once(postgresql: PostgreSQL) -> None:
    for _ in range(5):
        with postgresql.database() as url:
            at_once(8, lambda url=url: Store(url).close())


def test_a_store_of_an_earlier_version_gets_its_new_columns(store: Store, url: str) -> None:
    run = held(store)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE runs DROP COLUMN pace")
    reopened = Store(url)
    assert now(reopened, run).pace is None
    reopened.steering(None).set_pace(run.id, 2.0)
    assert now(reopened, run).pace == 2.0
    reopened.close()


def make_first_version(file: Path) -> None:
    """A store as the first version left it, with a run that is done."""
    experiment = Experiment(seed=1, steps=50)
    key = run_key(experiment, "fingerprint", "1", "cpu")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(FIRST_VERSION)
        connection.execute(
            "INSERT INTO runs VALUES (?, ?, ?, 'MNIST', 'fingerprint', '1', 'cpu', 'done', 'worker', 1, 0,"
            " 50, 50, 1.5, 0, 1.0, 2.0, 3.0, 4.0, NULL, '{\"arms\": []}')",
            ("a run", key, experiment.canonical()),
        )
        connection.execute(
            "INSERT INTO chunks (run_id, attempt, table_name, first_step, last_step, body)"
            " VALUES ('a run', 1, 'losses', 1, 3, ?)",
            (encode("losses", losses(1, 2, 3)),),
        )


def test_a_store_of_the_first_version_goes_on(tmp_path: Path, sqlite_url: str) -> None:
    make_first_version(tmp_path / "runs.sqlite")
    store = Store(sqlite_url)
    done = submit(store)
    assert (done.id, done.state, done.experiment) == ("a run", "done", Experiment(seed=1, steps=50))
    assert (done.pause_at, done.pace, done.next_rate, done.result) == (None, None, None, {"arms": []})
    pd.testing.assert_frame_equal(store.read("a run", "losses")[0], losses(1, 2, 3))
    run = held(store, seed=2)
    store.steering(None).pause(run.id, 7)
    store.append(run, {"losses": losses(1)}, 1, 0.1)
    assert now(store, run).pause_at == 7
    store.close()


def test_a_store_of_the_first_version_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        file = tmp_path / f"{attempt}.sqlite"
        make_first_version(file)
        at_once(8, lambda file=file: Store(f"sqlite:///{file}").close())
        with closing(sqlite3.connect(file)) as connection:
            columns = [row[1] for row in connection.execute("PRAGMA table_info(runs)")]
        assert sorted(columns) == sorted(runs.columns.keys())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///{tmp_path}",
        "sqlite:///{tmp_path}/a file/below/runs.sqlite",
        "sqlite:///{tmp_path}/runs.sqlite?timeout=soon",
        "mysql://user:secret@host/runs",
        "mysql://host/runs?password=secret",
        "postgresql://user:secret@host:port/runs",
    ],
)
def test_a_place_that_cannot_be_used_is_refused_in_one_sentence(tmp_path: Path, url: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(StoreError) as refused:
        Store(url.format(tmp_path=tmp_path))
    said = str(refused.value)
    assert "BNVIZ_DATABASE_URL may be sqlite:///FILE" in said
    assert "secret" not in said
    assert "\n" not in said


def test_a_full_disk_of_postgresql_is_one_too() -> None:
    said = psycopg.errors.DiskFull('could not extend file "base/1": No space left on device')
    with pytest.raises(DiskFullError, match="free some space"), transaction(_Failing(said)):  # type: ignore[arg-type]
        pass


class _Failing:
    """A database that answers everything with the same failure."""

    def __init__(self, error: psycopg.Error):
        self.error = error

    def begin(self) -> NoReturn:
        raise OperationalError("INSERT", {}, self.error)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be looked at. " * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store(f"sqlite:///{tmp_path}/notes.txt")


def test_the_store_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BNVIZ_DATABASE_URL", url)
    assert default_url() == url
    monkeypatch.delenv("BNVIZ_DATABASE_URL")
    assert default_url().startswith("sqlite:///")
    assert default_url().endswith("bnviz/runs.sqlite")


def test_a_setting_that_is_not_allowed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BNVIZ_RUNNING_PER_VISITOR", "none")
    with pytest.raises(StoreError, match=r'^BNVIZ_RUNNING_PER_VISITOR: "none" is not allowed'):
        Store(f"sqlite:///{tmp_path}/runs.sqlite")
    with pytest.raises(StoreError, match=r"^BNVIZ_RUNNING_PER_VISITOR"):
        default_url()
