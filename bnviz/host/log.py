"""What a process of the host tells its log: one line an event, on standard error.

An event has a few words of ours, names of the house's own (a run, a worker, a state) and numbers. What came
from outside is not told, nor anything about who sits at a browser.
"""

from __future__ import annotations

import logging
from typing import Literal

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

EVENTS = logging.getLogger("bnviz")


class Plain(logging.Formatter):
    """For a terminal: the time, the words, and the facts as name=value."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The line of an event."""
        facts: dict[str, object] = getattr(record, "facts", {})
        return " ".join(
            [super().formatMessage(record), *(f"{name}={value}" for name, value in facts.items())]
        )


class Lines(JsonFormatter):
    """For a collector of logs: one JSON object a line, its facts beside the words."""

    def add_fields(
        self, log_data: dict[str, object], record: logging.LogRecord, message_dict: dict[str, object]
    ) -> None:
        """Fill the object of an event."""
        super().add_fields(log_data, record, message_dict)
        log_data.update(getattr(record, "facts", {}))


def _formatter(form: Literal["plain", "json"]) -> logging.Formatter:
    if form == "plain":
        return Plain("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")
    names = {"asctime": "time", "levelname": "level", "name": "logger", "message": "event"}
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s"
    return Lines(
        fields, "%Y-%m-%dT%H:%M:%S%z", rename_fields=names, reserved_attrs=[*RESERVED_ATTRS, "facts"]
    )


def start_log(form: Literal["plain", "json"]) -> None:
    """Have this process's events written to standard error; as JSON, those of the libraries at hand too."""
    handler = logging.StreamHandler()
    formatter = _formatter(form)
    handler.setFormatter(formatter)
    EVENTS.handlers = [handler]
    EVENTS.setLevel(logging.INFO)
    EVENTS.propagate = False
    if form == "json":
        for name in logging.root.manager.loggerDict:
            for other in logging.getLogger(name).handlers:
                other.setFormatter(formatter)


def hush(logger: str) -> None:
    """Have a library's logger say nothing: what it would tell holds texts from outside."""
    logging.getLogger(logger).disabled = True


def tell(event: str, **facts: str | float | None) -> None:
    """Note an event: what happened, and which of the house's own things it concerns."""
    EVENTS.info(event, extra={"facts": facts})
