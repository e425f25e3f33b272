from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from bnviz.edge import Edge
from bnviz.edge.backstage import Backstage
from bnviz.host import Host
from bnviz.runs.store import Store

PAGE = "<html><script>\n  window.ready = false\n</script><script src='./own.js'></script></html>"
AppOf = Callable[..., Starlette]
"""The edge around three pages and a websocket: `app_of(open_, allowed_hosts="bn.example.org")`."""


class Behind:
    """A store with workers that are only said to be there."""

    def __init__(self, store: Store, workers: int = 2):
        self.store, self.workers, self.closed = store, workers, False

    def workers_alive(self) -> int:
        self.store.recent(1)
        return self.workers

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def behind(store: Store) -> Behind:
    return Behind(store)


@pytest.fixture
def app_of(tmp_path: Path) -> AppOf:
    html = tmp_path / "index.html"
    html.write_text(PAGE, encoding="utf-8")

    def made(open_: Callable[[], Backstage], base: str = "", **settings: Any) -> Starlette:
        edge = Edge(Host(**settings), open_, html, base)
        root = f"/{base}" if base else ""
        own = [
            Route(f"{root}/lab", _page),
            Route(f"{root}/refused", _refused),
            Route(f"{root}/script.js", _script),
            Route(f"{root}/_stcore/metrics", _page),
            WebSocketRoute(f"{root}/_stcore/stream", _stream),
        ]
        return Starlette(routes=[*edge.routes, *own], middleware=edge.middleware, lifespan=edge.lifespan)

    return made


@pytest.fixture
def app(app_of: AppOf, behind: Behind) -> Starlette:
    return app_of(lambda: behind)


async def _page(request: Request) -> HTMLResponse:
    return HTMLResponse(PAGE)


async def _refused(request: Request) -> HTMLResponse:
    raise HTTPException(403)


async def _script(request: Request) -> PlainTextResponse:
    return PlainTextResponse("1", media_type="text/javascript")


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()
