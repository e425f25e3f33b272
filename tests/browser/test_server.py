"""A server without full MNIST, and what is left of one that is told to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bnviz.runs.store import Store

from .conftest import Lesson, Visit
from .server import Server, running_app

pytestmark = pytest.mark.browser


@pytest.fixture
def bare_server(chromium: str, tmp_path: Path) -> Iterator[Server]:
    """An app that has only the sample and reaches no mirror."""
    with running_app(tmp_path, mnist=None) as running:
        yield running


def test_the_sample_is_named_and_full_mnist_can_be_asked_for_again(visit: Visit, bare_server: Server) -> None:
    lab = visit("width=8&steps=40", at=bare_server)
    notice = lab.page.get_by_text("The digits are a real sample of MNIST")
    expect(notice).to_be_visible()
    lab.page.get_by_role("button", name="Retry the download").click()
    expect(notice).to_be_visible()
    assert lab.exception.count() == 0
    lab.start_and_finish()


def test_a_link_to_a_lesson_is_the_first_thing_a_server_is_asked_for(
    lesson: Lesson, bare_server: Server
) -> None:
    page = lesson("test_time?section=folding", at=bare_server)
    expect(page.get_by_test_id("stTopNav").get_by_text("Training lab")).to_be_visible()
    expect(page.get_by_role("button", name="Back")).to_be_enabled()  # it is not the first section
    assert "section=folding" in page.url


def test_a_run_in_training_goes_back_to_the_queue_when_its_server_ends(visit: Visit, tmp_path: Path) -> None:
    with running_app(tmp_path, mnist=None) as server:
        lab = visit("width=8&steps=100000", at=server)
        lab.start()
        lab.expect_state("running")
    store = Store(server.database)
    run = store.get(str(lab.run_id))
    store.close()
    assert run is not None
    assert run.state == "queued"
