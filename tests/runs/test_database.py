"""The database opens where it can, says in one sentence where it cannot, and keeps what it was given."""

from pathlib import Path

import pandas as pd
import pytest

from bnviz.runs.database import StoreError, default_url
from bnviz.runs.store import Store

from .small_runs import at_once, held, losses, now


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
