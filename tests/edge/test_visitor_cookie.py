from __future__ import annotations

import pytest
from starlette.applications import Starlette

from bnviz.edge.visitor_cookie import COOKIE, TOKEN
from bnviz.runs.visitor import new_token

from .asgi import get
from .conftest import AppOf, Behind

HTML = "text/html,application/xhtml+xml"


def test_a_new_visitor_gets_a_token_of_his_own(app: Starlette) -> None:
    tokens = {get(app, "/lab", accept=HTML).cookies[COOKIE].value for _ in range(20)}
    assert len(tokens) == 20
    assert all(TOKEN.fullmatch(token) for token in tokens)


def test_no_script_and_no_other_site_can_use_the_cookie(app: Starlette) -> None:
    answer = get(app, "/lab", accept=HTML)
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert int(cookie["max-age"]) == 365 * 24 * 3600
    assert not cookie["domain"]
    assert cookie.value not in answer.body


def test_no_cache_keeps_a_cookie(app: Starlette) -> None:
    assert get(app, "/lab", accept=HTML).headers["cache-control"].startswith("private")


def test_a_known_visitor_keeps_his_token(app: Starlette) -> None:
    answer = get(app, "/lab", accept=HTML, cookie=f"other=1; {COOKIE}={new_token()}")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("bad", ["", "short", "x" * 44, "<b>" + "x" * 40, "x" * 42 + "="])
def test_what_is_no_token_is_replaced(app: Starlette, bad: str) -> None:
    assert get(app, "/lab", accept=HTML, cookie=f"{COOKIE}={bad}").cookies[COOKIE].value != bad


def test_only_a_page_brings_the_cookie(app: Starlette) -> None:
    assert "set-cookie" not in get(app, "/script.js", accept="*/*").headers
    assert "set-cookie" not in get(app, "/refused", accept=HTML).headers
    assert "set-cookie" not in get(app, "/lab", accept=HTML, method="HEAD").headers


def test_what_came_encrypted_goes_back_so_only(app: Starlette) -> None:
    assert not get(app, "/lab", accept=HTML).cookies[COOKIE]["secure"]
    assert get(app, "/lab", scheme="https", accept=HTML).cookies[COOKIE]["secure"]
    assert get(app, "/lab", accept=HTML, x_forwarded_proto="https").cookies[COOKIE]["secure"]


def test_an_app_below_a_path_has_its_cookie_there(app_of: AppOf, behind: Behind) -> None:
    answer = get(app_of(lambda: behind, base="bn"), "/bn/lab", accept=HTML)
    assert answer.cookies[COOKIE]["path"] == "/bn"
