"""Requests to an ASGI app without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass
class Answer:
    """What came back; a websocket that was accepted has the status 101."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def cookies(self) -> SimpleCookie:
        return SimpleCookie(self.headers.get("set-cookie", ""))


def run(answering: Coroutine[Any, Any, Answer]) -> Answer:
    """Its answer; in a thread, as a browser's tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, answering).result()


def get(app: ASGIApp, path: str, *, scheme: str = "http", method: str = "GET", **headers: str) -> Answer:
    """The answer to a request; `accept_language="en"` is the header Accept-Language."""
    return run(ask(app, path, scheme=scheme, method=method, **headers))


async def ask(
    app: ASGIApp, path: str, *, scheme: str = "http", method: str = "GET", **headers: str
) -> Answer:
    sent = {"host": "bn.example.org"} | {name.replace("_", "-"): text for name, text in headers.items()}
    path, _, query = path.partition("?")
    kind = "websocket" if scheme in ("ws", "wss") else "http"
    scope: dict[str, Any] = {
        "type": kind,
        "scheme": scheme,
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), text.encode()) for name, text in sent.items()],
        "extensions": {"websocket.http.response": {}},
    }
    messages: list[Message] = []
    received = iter([{"type": "websocket.connect"} if kind == "websocket" else {"type": "http.request"}])

    async def receive() -> Message:
        return next(received, {"type": f"{kind}.disconnect"})

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return _answer(messages)


def _answer(messages: list[Message]) -> Answer:
    first = messages[0]
    status = {"websocket.accept": 101, "websocket.close": 403}.get(first["type"]) or first["status"]
    headers = {name.decode().lower(): text.decode() for name, text in first.get("headers", [])}
    return Answer(status, headers, b"".join(message.get("body", b"") for message in messages).decode())
