"""The frame of a lesson: going on, coming back, and what is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Lesson

pytestmark = pytest.mark.browser

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
PHONE = {"width": 390, "height": 844}


def test_who_goes_on_starts_at_the_top(lesson: Lesson) -> None:
    page = lesson("by_hand?section=algorithm", viewport=PHONE)
    page.get_by_role("button", name="Next section").click()
    expect(page.locator(".st-key-lesson_question")).to_contain_text("Why not leave every unit")
    page.wait_for_function(f"{SCROLLED} === 0")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_prediction_outlives_a_reload_and_is_judged(lesson: Lesson) -> None:
    page = lesson("by_hand?section=scale")
    page.get_by_test_id("stRadioOption").first.click()
    page.wait_for_url(re.compile(r"section=scale&predicted=1"))
    page.reload()
    expect(page.get_by_test_id("stRadioOption").first.get_by_role("radio")).to_be_checked()
    page.get_by_text("What to see").click()
    expect(page.get_by_text("You predicted")).to_be_visible()


def test_what_was_opened_stays_open_while_sliders_move(lesson: Lesson) -> None:
    page = lesson("by_hand?section=algorithm")
    page.get_by_text("What to see").click()
    told = page.get_by_text("No prediction yet")
    expect(told).to_be_visible()
    page.get_by_role("button", name="All the same").click()
    expect(page.get_by_text("5.25", exact=False)).to_have_count(0)
    expect(told).to_be_visible()


def test_the_last_section_leads_to_the_next_lesson(lesson: Lesson) -> None:
    page = lesson("by_hand?section=inputs")
    page.get_by_text("Next: Test time").click()
    page.wait_for_url(re.compile("test_time"))
    expect(page.locator(".st-key-lesson_question")).to_be_visible()
