"""Chromium, the app's server, and visitors whose browsers are watched."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from .chromium import FLAGS, NAMES, found
from .lab_page import PATIENCE, TOUR_SEEN, LabPage
from .server import PROJECT, Server, running_app

LAPTOP = {"width": 1440, "height": 900}
# Where a link leads to a page, Streamlit's own script first asks below that page where its server is.
LOOKS_FOR_ITSELF = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")
MNIST = PROJECT.parent / "shared" / "mnist"

Visit = Callable[..., LabPage]
"""Opens the lab as a new visitor: `visit("steps=500", color_scheme="dark")`."""
Lesson = Callable[..., Page]
"""Opens a section of a lesson as a new visitor: `lesson("by_hand?section=scale")`."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; without one the tests are skipped, but not where a machine decides."""
    program = found()
    if program is None:
        give_up = pytest.fail if "CI" in os.environ else pytest.skip
        give_up(f"no Chromium: set BNVIZ_CHROMIUM, or install one of {', '.join(NAMES)}")
    return program


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*FLAGS]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright evaluates within the page what it waits for, against the app's policy; see test_edge.py."""
    return {**browser_context_args, "bypass_csp": True}


@pytest.fixture(scope="session")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on full MNIST where that lies beside the repository, else on the sample."""
    with running_app(tmp_path_factory.mktemp("app"), MNIST if MNIST.is_dir() else None) as running:
        yield running


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address for all contexts: there are several servers. (And pytest warns of the plugin's own.)"""


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], server: Server) -> Iterator[Visit]:
    """Opens the lab, each time in a browser of its own, which has had the tour unless it is a `newcomer`'s.

    Afterwards no page may have logged an error or asked another machine for anything, and what the visitors
    left in training is stopped, so that the next test finds idle workers.
    """
    pages: list[LabPage] = []
    complaints: list[str] = []

    def open_lab(query: str = "", at: Server = server, *, newcomer: bool = False, **options: Any) -> LabPage:
        context = new_context(**{"viewport": LAPTOP, **options})
        if not newcomer:
            context.add_init_script(TOUR_SEEN)
        _watch(context, complaints)
        pages.append(LabPage(context.new_page(), at))
        pages[-1].open(query)
        return pages[-1]

    yield open_lab
    for lab in pages:
        lab.abandon()
    assert complaints == []


@pytest.fixture
def lesson(new_context: Callable[..., BrowserContext], server: Server) -> Iterator[Lesson]:
    """Opens a section of a lesson, each time in a browser of its own, and waits until all of it is there.

    Afterwards no page may have logged an error or asked another machine for anything.
    """
    complaints: list[str] = []

    def open_section(link: str, at: Server = server, **options: Any) -> Page:
        context = new_context(**{"viewport": LAPTOP, **options})
        _watch(context, complaints)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{at.address}/{link}")
        page.locator(".st-key-lesson_question").wait_for()
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        return page

    yield open_section
    assert complaints == []


def _watch(context: BrowserContext, complaints: list[str]) -> None:
    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not LOOKS_FOR_ITSELF.search(message.location["url"]):
            complaints.append(message.text)

    def see(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            complaints.append(f"asked for {request.url}")

    context.on("console", hear)
    context.on("request", see)
    context.on("weberror", lambda error: complaints.append(str(error.error)))


def train(page: Page) -> None:
    """Have a section's networks trained, unless another test of the session has: they are one run for all."""
    button = page.get_by_role("button", name="Train the networks")
    button.or_(page.get_by_text(re.compile("done · step|trainings done"))).first.wait_for()
    if button.count():
        button.click()
