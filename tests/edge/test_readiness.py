"""The server answers at once; it is ready when the store does and somebody trains."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from bnviz.edge import backstage
from bnviz.runs.database import StoreError

from .asgi import Answer, ask, run
from .conftest import AppOf, Behind


def ready(app: Starlette, until: Callable[[Answer], bool]) -> Answer:
    """The first answer of a started app for which `until` holds."""

    async def look() -> Answer:
        async with app.router.lifespan_context(app):
            end = time.monotonic() + 30
            while not until(answer := await ask(app, "/ready")):
                assert time.monotonic() < end, answer
                await asyncio.sleep(0.01)
            return answer

    return run(look())


def is_ready(answer: Answer) -> bool:
    return answer.status == 200


def reason(answer: Answer) -> str | None:
    said: str | None = json.loads(answer.body).get("reason")
    return said


def test_ready_once_the_store_and_the_workers_are_there(app: Starlette) -> None:
    answer = ready(app, is_ready)
    assert json.loads(answer.body) == {"ready": True}
    assert answer.headers["cache-control"] == "no-store"


def test_starting_is_not_ready(app_of: AppOf, behind: Behind) -> None:
    go_on = threading.Event()

    def slow() -> Behind:
        go_on.wait(30)
        return behind

    app = app_of(slow)

    def let_go(answer: Answer) -> bool:
        if not go_on.is_set():
            assert (answer.status, reason(answer)) == (503, "The app is starting.")
        go_on.set()
        return is_ready(answer)

    ready(app, let_go)


def test_without_a_worker_it_is_not_ready(app_of: AppOf, behind: Behind) -> None:
    behind.workers = 0
    answer = ready(app_of(lambda: behind), lambda answer: reason(answer) == "No worker is alive.")
    assert answer.status == 503


def test_a_store_that_fails_later_is_told_without_its_secrets(app_of: AppOf, behind: Behind) -> None:
    def fail() -> int:
        raise StoreError("secret")

    behind.workers_alive = fail  # type: ignore[method-assign]
    answer = ready(app_of(lambda: behind), lambda answer: reason(answer) == "The store does not answer.")
    assert (answer.status, "secret" in answer.body) == (503, False)


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [(StoreError("secret"), "The store does not answer."), (KeyError("secret"), "The app cannot start.")],
)
def test_what_does_not_open_is_tried_again(
    app_of: AppOf, behind: Behind, trouble: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backstage, "OPEN_AGAIN", 0.05)
    said = threading.Event()

    def open_() -> Behind:
        if not said.is_set():
            raise trouble
        return behind

    def hear(answer: Answer) -> bool:
        if reason(answer) == sentence:
            said.set()
        assert "secret" not in answer.body
        return is_ready(answer)

    ready(app_of(open_), hear)
    assert said.is_set()


def test_the_end_of_the_server_lets_the_workers_go(app: Starlette, behind: Behind) -> None:
    ready(app, is_ready)
    assert behind.closed
