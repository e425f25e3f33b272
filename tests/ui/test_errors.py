from __future__ import annotations

import logging

import pytest

from bnviz.ui.errors import MISTAKE, mistake_told


def test_a_mistake_is_told_without_what_came_from_outside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    monkeypatch.setattr("bnviz.ui.errors.st.error", said.append)
    monkeypatch.setattr(logging.getLogger("bnviz"), "propagate", True)
    with caplog.at_level(logging.INFO, "bnviz"):
        assert mistake_told(a_mistake())
    (record,) = caplog.records
    assert record.facts["error"] == "ValueError"  # type: ignore[attr-defined]
    assert "test_errors.py:" in record.facts["at"]  # type: ignore[attr-defined]
    assert "typed" not in repr(vars(record))
    assert said == [MISTAKE]


def a_mistake() -> Exception:
    try:
        int("<b>typed</b>")
    except ValueError as error:
        return error
    raise AssertionError
