"""What every answer tells a browser to be careful of."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's page sets styles as it goes, and loads a component's script from a blob that it makes itself.
# Nothing is evaluated from text, and nothing comes from another machine.
CONTENT = {
    "default-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)
STEADY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}


class SecurityHeaders:
    """Sets the headers; a page that asks to be embedded may be shown in the frames of other sites.

    There a browser sends no visitor's cookie, so a click that another site tricks somebody into steers
    nobody's runs. All other pages are framed by nobody.

    Args:
        app: what answers.
        embed_from: the sites that may embed the app, with spaces between; "*" for all, "none" for none.
        page: the HTML that all pages start as; of its scripts, those that are written out in it are let run.
    """

    def __init__(self, app: ASGIApp, embed_from: str, page: Path):
        self.app = app
        self.content = CONTENT | {"script-src": " ".join(["'self'", "blob:", *_inline_scripts(page)])}
        self.embed_from = "'self'" if embed_from == "none" else f"'self' {embed_from}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                MutableHeaders(scope=message).update(
                    STEADY | {"Content-Security-Policy": self._policy(scope)}
                )
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _policy(self, scope: Scope) -> str:
        embedded = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("embed") == ["true"]
        policy = self.content | {"frame-ancestors": self.embed_from if embedded else "'self'"}
        return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def _inline_scripts(page: Path) -> list[str]:
    """The scripts within a page, by their digest: another one that gets into it is not run."""
    scripts = re.findall("<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]
