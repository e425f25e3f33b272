"""What the pool gives its workers; how they serve is tested with the other executors."""

import os

import pytest

from bnviz.runs.workers.pool import worker_environment


def test_workers_are_told_nothing_that_is_not_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("BNVIZ_DATA_DIR", "/digits")
    monkeypatch.setenv("BNVIZ_DATABASE_URL", "sqlite:///another")
    told = worker_environment("sqlite:///runs")
    assert (told["BNVIZ_DATA_DIR"], told["BNVIZ_DATABASE_URL"]) == ("/digits", "sqlite:///runs")
    assert told["PATH"] == os.environ["PATH"]
    assert "secret" not in told.values()
