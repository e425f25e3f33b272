"""A learner comes back: the path knows what was seen, in this browser and no other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bnviz.lessons.path import sections

from .conftest import Lesson
from .server import Server

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
FIRST, SECOND = sections()[:2]


def open_path(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/path")
    page.get_by_role("heading", name="Learning path").wait_for()


def test_what_was_seen_is_known_when_the_learner_comes_back(lesson: Lesson, server: Server) -> None:
    page = lesson(f"{FIRST.lesson}?section={FIRST.name}")
    page.get_by_test_id("stRadioOption").first.click()
    page.wait_for_url(re.compile("predicted=1"))
    open_path(page, server)
    expect(page.get_by_text(f"1 of {len(sections())} sections seen, 1 predicted")).to_be_visible()
    page.get_by_role("button", name=f"Go on with: {SECOND.title}").click()
    page.wait_for_url(re.compile(f"{SECOND.lesson}.*section={SECOND.name}"))
    pills = page.get_by_role("radiogroup", name="Section").get_by_role("radio")
    expect(pills.first).to_have_accessible_name(re.compile("✓"))
    expect(pills.nth(1)).to_be_checked()
    page.get_by_role("button", name="Next section").click()  # a rerun that marks the section just left
    expect(pills.nth(1)).to_have_accessible_name(re.compile("✓"))
    expect(pills.nth(2)).to_be_checked()


def test_the_path_fits_a_phone_and_forgets_on_demand(lesson: Lesson, server: Server) -> None:
    page = lesson(f"{FIRST.lesson}?section={FIRST.name}", viewport=PHONE)
    open_path(page, server)
    page.get_by_role("button", name="Forget what I have seen").click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text(f"0 of {len(sections())} sections seen")).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"0 of {len(sections())} sections seen")).to_be_visible()
