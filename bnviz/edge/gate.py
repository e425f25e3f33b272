"""Counts who comes in and who is refused, and keeps Streamlit's own numbers in the house."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bnviz.edge.metrics import REFUSED, SESSIONS
from bnviz.host.log import tell

REFUSALS = (400, 403, 405, 413)
WEBSOCKET_REFUSED = 403  # what a server answers where a websocket is closed before it was accepted


class Gate:
    """Outside of what may refuse, so that no request passes it uncounted.

    Args:
        app: what answers.
        closed: beginnings of paths that are not for outside; they are answered as if they were not there.
    """

    def __init__(self, app: ASGIApp, closed: tuple[str, ...]):
        self.app, self.closed = app, closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does."""
        if scope["type"] == "http" and scope["path"].startswith(self.closed):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
        elif scope["type"] == "websocket" and _is_from_another_port(Headers(scope=scope)):
            await _counting(send)({"type": "websocket.close"})
        elif scope["type"] == "websocket":
            with SESSIONS.track_inprogress():
                await self.app(scope, receive, _counting(send))
        else:
            await self.app(scope, receive, _counting(send))


def _is_from_another_port(headers: Headers) -> bool:
    """Whether the page that opens a websocket is of another server on this machine.

    Cookies know no ports: such a page would come with the visitor's. (Streamlit refuses other names itself.)
    A proxy may leave the port out; then there is nothing to compare.
    """
    page, here = (_port(headers.get(name, "")) for name in ("origin", "host"))
    return None not in (page, here) and page != here


def _port(address: str) -> int | None:
    try:
        return urlsplit(address if "://" in address else f"//{address}").port
    except ValueError:
        return None


def _counting(send: Send) -> Send:
    """Sends on, and notes a refusal by its status alone: nothing of a request is kept."""
    accepted = False

    async def counted(message: Message) -> None:
        nonlocal accepted
        accepted = accepted or message["type"] == "websocket.accept"
        status = message.get("status")
        if message["type"] == "websocket.close" and not accepted:
            status = WEBSOCKET_REFUSED
        if status in REFUSALS:
            REFUSED.labels(status).inc()
            tell("request refused", status=status)
        await send(message)

    return counted
