"""What stands around the pages: a visitor's cookie, frames of other sites, readiness."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from bnviz.edge.visitor_cookie import COOKIE
from bnviz.runs.store import Store
from bnviz.runs.visitor import visitor_id

from .conftest import Visit
from .lab_page import PATIENCE, LabPage
from .server import PROJECT, Server

pytestmark = pytest.mark.browser

SMALL = "width=8&steps=40"
LAPTOP = ViewportSize(width=1440, height=900)
POLICY = "Content Security Policy"
PAGES = sorted(file.stem for file in (PROJECT / "pages").glob("*.py") if file.stem != "lab")


def token(lab: LabPage) -> str:
    """The secret of the browser that has the lab open."""
    cookies = {cookie["name"]: cookie for cookie in lab.page.context.cookies()}
    assert cookies[COOKIE]["httpOnly"]
    return cookies[COOKIE]["value"]


def owner(lab: LabPage) -> str | None:
    """Who started the run on the page, as the store has it."""
    store = Store(lab.server.database)
    run = store.get(str(lab.run_id))
    store.close()
    assert run is not None
    return run.owner


def test_each_browser_is_a_visitor_of_its_own_and_stays_one(visit: Visit) -> None:
    first, second = visit(f"{SMALL}&seed=101"), visit(f"{SMALL}&seed=102")
    assert token(first) != token(second)
    for lab in (first, second):
        lab.start_and_finish()
        assert owner(lab) == visitor_id(token(lab))
    before = token(first)
    first.open(f"{SMALL}&seed=103")
    first.start_and_finish()
    assert (token(first), owner(first)) == (before, visitor_id(before))


def test_the_secret_is_on_no_page_and_in_no_link(visit: Visit) -> None:
    lab = visit(f"{SMALL}&seed=104")
    lab.start_and_finish()
    for readable in (lab.page.content(), lab.page.url, lab.page.evaluate("document.cookie")):
        assert token(lab) not in readable
        assert visitor_id(token(lab)) not in readable


def test_a_server_that_trains_is_ready(visit: Visit, server: Server) -> None:
    visit(SMALL).start_and_finish()
    with urllib.request.urlopen(f"{server.address}/ready") as answer:
        assert json.load(answer) == {"ready": True}


@pytest.fixture
def obedient(browser: Browser) -> Iterator[Page]:
    """A tab that obeys the app's policy, unlike those of the other tests."""
    context = browser.new_context(viewport=LAPTOP)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def guarded(obedient: Page) -> Iterator[Page]:
    """A tab in which the policy must have refused nothing."""
    refused: list[str] = []
    obedient.on("console", lambda message: refused.append(message.text) if POLICY in message.text else None)
    yield obedient
    assert refused == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_all_that_it_needs(guarded: Page, server: Server, name: str) -> None:
    guarded.goto(f"{server.address}/{name}")
    guarded.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    expect(guarded.get_by_test_id("stException")).to_have_count(0)


def test_a_run_is_drawn(guarded: Page, server: Server) -> None:
    guarded.goto(f"{server.address}/?{SMALL}&seed=105")
    guarded.locator(".st-key-train").get_by_role("button").click()
    expect(guarded.get_by_test_id("stProgress")).to_contain_text("done")
    expect(guarded.locator("[data-panel=loss] .js-plotly-plot path.js-line").first).to_be_visible()


def test_text_is_never_run(obedient: Page, server: Server) -> None:
    page = obedient
    page.goto(f"{server.address}/measured")
    page.get_by_test_id("stMarkdown").first.wait_for()
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'ran = 1'}))")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=nowhere onerror=\"ran = 1\">')")
    page.wait_for_timeout(500)
    assert page.evaluate("typeof ran") == "undefined"


@pytest.fixture
def course(server: Server) -> Iterator[str]:
    """Another site's page with two frames: the lab as an embedded one, and the lab as it is."""
    frames = (
        f"<iframe src='{server.address}/{query}' width=900 height=600></iframe>"
        for query in ("?embed=true", "")
    )
    page = "".join(frames).encode()

    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *arguments: object) -> None:
            """Quiet."""

    site = HTTPServer(("127.0.0.1", 0), Course)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://localhost:{site.server_port}/"  # another name than the app's: another site
    site.shutdown()
    site.server_close()


def test_another_site_may_frame_only_what_asks_to_be_embedded(
    new_context: Callable[..., BrowserContext], course: str
) -> None:
    context = new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(course)
    embedded, whole = (page.frame_locator(f"iframe >> nth={place}") for place in (0, 1))
    expect(embedded.get_by_test_id("stApp")).to_be_visible()
    expect(whole.get_by_test_id("stApp")).to_have_count(0)
    assert any("frame-ancestors" in text for text in refused)
    # What the frame's visitor does is not done for whoever has the app open elsewhere in the same browser.
    assert COOKIE not in {cookie["name"] for cookie in context.cookies()}
