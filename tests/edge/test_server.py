"""Who is let in, and what is answered to whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from bnviz.edge.metrics import REFUSED, REGISTRY

from .asgi import get
from .conftest import AppOf, Behind


@pytest.fixture
def named(app_of: AppOf, behind: Behind) -> Starlette:
    return app_of(lambda: behind, allowed_hosts="bn.example.org *.example.com")


@pytest.mark.parametrize(
    "host", ["bn.example.org", "bn.example.org:8501", "a.example.com", "127.0.0.1", "[::1]:1"]
)
@pytest.mark.parametrize(
    ("scheme", "path", "status"), [("http", "/lab", 200), ("ws", "/_stcore/stream", 101)]
)
def test_an_allowed_name_is_answered(
    named: Starlette, host: str, scheme: str, path: str, status: int
) -> None:
    assert get(named, path, scheme=scheme, host=host).status == status


@pytest.mark.parametrize("host", ["evil.example", "bn.example.org.evil.example", "xbn.example.org", ""])
@pytest.mark.parametrize(
    ("scheme", "path"), [("http", "/lab"), ("http", "/ready"), ("ws", "/_stcore/stream")]
)
def test_another_name_is_refused(named: Starlette, host: str, scheme: str, path: str) -> None:
    answer = get(named, path, scheme=scheme, host=host)
    assert answer.status == 400
    assert answer.body == "Invalid host header"


def test_any_name_will_do_where_none_is_set(app: Starlette) -> None:
    assert get(app, "/lab", host="whatever.example").status == 200


def test_streamlits_own_numbers_stay_in_the_house(app: Starlette) -> None:
    assert get(app, "/_stcore/metrics").status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS"])
def test_nothing_can_be_uploaded(app: Starlette, method: str) -> None:
    assert get(app, "/_stcore/upload_file/session/file", method=method).status == 404


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", 101),
        ("http://127.0.0.1:9999", "127.0.0.1:8501", 403),
        ("http://[::1]:9999", "[::1]:8501", 403),
        ("https://bn.example.org", "bn.example.org", 101),
        ("https://bn.example.org:8443", "bn.example.org", 101),  # a proxy that leaves the port out
        ("null", "bn.example.org:8501", 101),  # left to Streamlit, which refuses it
        ("http://x:nonsense", "127.0.0.1:8501", 101),  # likewise
    ],
)
def test_a_page_of_another_server_on_this_machine_opens_no_websocket(
    app: Starlette, origin: str, host: str, status: int
) -> None:
    assert get(app, "/_stcore/stream", scheme="ws", host=host, origin=origin).status == status


@pytest.fixture
def refused() -> Iterator[None]:
    REFUSED.clear()
    yield
    REFUSED.clear()


@pytest.mark.usefixtures("refused")
def test_a_refusal_is_counted_by_its_status_alone(named: Starlette) -> None:
    get(named, "/lab", host="evil.example")
    get(named, "/_stcore/stream", scheme="ws", host="evil.example")
    get(named, "/refused")
    get(named, "/lab")
    counted = {
        status: REGISTRY.get_sample_value("bnviz_refused_requests_total", {"status": status})
        for status in ("400", "403", "200")
    }
    assert counted == {"400": 2, "403": 1, "200": None}


def test_a_session_counts_while_it_lasts(app: Starlette) -> None:
    get(app, "/_stcore/stream", scheme="ws")
    assert REGISTRY.get_sample_value("bnviz_sessions") == 0
