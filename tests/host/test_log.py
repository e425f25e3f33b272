from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from bnviz.host.log import EVENTS, start_log, tell


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    handlers, propagate, level = EVENTS.handlers, EVENTS.propagate, EVENTS.level
    yield
    EVENTS.handlers, EVENTS.propagate, EVENTS.level = handlers, propagate, level


def test_an_event_is_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    start_log("json")
    tell("run finished", run="a1b2c3d4e5", state="done", steps=3000)
    tell("run\nstarted", run="ü")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("time")
    assert first == {
        "level": "INFO", "logger": "bnviz", "event": "run finished",
        "run": "a1b2c3d4e5", "state": "done", "steps": 3000,
    }  # fmt: skip
    assert (second["event"], second["run"]) == ("run\nstarted", "ü")


def test_libraries_speak_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    library = logging.getLogger("some.library")
    library.addHandler(logging.StreamHandler())
    start_log("json")
    try:
        raise ValueError("broken")
    except ValueError:
        library.exception("it broke")
    said = json.loads(capsys.readouterr().err)
    assert (said["event"], said["level"]) == ("it broke", "ERROR")
    assert "ValueError: broken" in said["exc_info"]
    library.handlers.clear()


def test_a_terminal_gets_words(capsys: pytest.CaptureFixture[str]) -> None:
    start_log("plain")
    tell("run finished", run="a1b2c3d4e5", state="done")
    assert capsys.readouterr().err.endswith(" run finished run=a1b2c3d4e5 state=done\n")


def test_a_log_that_nobody_started_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    tell("run finished", run="a1b2c3d4e5")
    assert capsys.readouterr().err == ""
