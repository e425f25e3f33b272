from __future__ import annotations

import base64
import hashlib

import pytest
from starlette.applications import Starlette

from .asgi import get
from .conftest import AppOf, Behind


def policy(app: Starlette, path: str) -> dict[str, str]:
    directives = get(app, path).headers["content-security-policy"].split("; ")
    return {name: sources for name, _, sources in (each.partition(" ") for each in directives)}


@pytest.mark.parametrize("path", ["/lab", "/script.js", "/refused", "/nowhere", "/_stcore/metrics"])
def test_every_answer_has_the_headers(app: Starlette, path: str) -> None:
    headers = get(app, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "content-security-policy" in headers


def test_scripts_come_from_the_app_and_its_page_alone(app: Starlette) -> None:
    digest = base64.b64encode(hashlib.sha256(b"\n  window.ready = false\n").digest()).decode()
    sources = policy(app, "/lab")
    assert sources["script-src"].split() == ["'self'", "blob:", f"'sha256-{digest}'"]
    assert sources["default-src"] == "'self'"


def test_only_a_page_that_asks_for_it_may_be_framed(app: Starlette) -> None:
    assert policy(app, "/lab")["frame-ancestors"] == "'self'"
    assert policy(app, "/lab?embed=false")["frame-ancestors"] == "'self'"
    assert policy(app, "/lab?steps=5&embed=true")["frame-ancestors"] == "'self' *"


def test_a_host_says_who_may_frame(app_of: AppOf, behind: Behind) -> None:
    some = app_of(lambda: behind, embed_from="https://course.example.org *.example.com")
    assert policy(some, "/lab?embed=true")["frame-ancestors"] == (
        "'self' https://course.example.org *.example.com"
    )
    none = app_of(lambda: behind, embed_from="none")
    assert policy(none, "/lab?embed=true")["frame-ancestors"] == "'self'"
