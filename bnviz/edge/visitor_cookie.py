"""The cookie by which a visitor's browser is known again (see `bnviz.runs.visitor`)."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bnviz.runs.visitor import new_token

COOKIE = "bnviz_visitor"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
A_YEAR = 31_536_000  # seconds


class VisitorCookie:
    """Gives a browser that asks for a page and has no token one of its own.

    No script can read the cookie, and no other site's page makes a browser send it.

    Args:
        app: what answers.
        path: the path below which the app lies; the cookie is sent nowhere else.
    """

    def __init__(self, app: ASGIApp, path: str = "/"):
        self.app, self.path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with a cookie if the visitor is new."""
        if scope["type"] == "http" and _asks_for_a_page_as_a_stranger(request := Request(scope)):
            cookie = self._new_cookie(request)

            async def send_with_cookie(message: Message) -> None:
                if message["type"] == "http.response.start" and message["status"] in (200, 304):
                    headers = MutableHeaders(scope=message)
                    headers.append("Set-Cookie", cookie)
                    # No cache on the way may hand one visitor's cookie to the next.
                    headers["Cache-Control"] = "private, no-cache"
                await send(message)

            await self.app(scope, receive, send_with_cookie)
        else:
            await self.app(scope, receive, send)

    def _new_cookie(self, request: Request) -> str:
        cookie = f"{COOKIE}={new_token()}; Path={self.path}; Max-Age={A_YEAR}; HttpOnly; SameSite=Lax"
        return cookie + ("; Secure" if _came_encrypted(request) else "")


def _asks_for_a_page_as_a_stranger(request: Request) -> bool:
    asks_for_a_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    return asks_for_a_page and not TOKEN.fullmatch(request.cookies.get(COOKIE, ""))


def _came_encrypted(request: Request) -> bool:
    """By itself, or as a proxy says; who says so falsely only loses his own cookie."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
