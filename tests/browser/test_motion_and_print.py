"""Who wants no motion has none, and who prints a page has all of it, and nothing to press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Lesson, Visit

pytestmark = pytest.mark.browser

MOVES = """() => [...document.querySelectorAll("*")].filter((part) => {
    const { transitionDuration, animationName } = getComputedStyle(part);
    return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
}).map((part) => part.outerHTML.slice(0, 200))"""
CUT = """() => [...document.querySelectorAll(".main-svg")]
    .filter((picture) => picture.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((picture) => picture.closest("figure").dataset.panel)"""
CUT_TABLES = """() => [...document.querySelectorAll("[data-testid=stMarkdownContainer]:has(> table)")]
    .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth)
    .map((box) => box.innerText.slice(0, 80))"""
# Boxes side by side are not made longer where a page ends, so what follows would be printed over them.
SIDE_BY_SIDE = """() => [...document.querySelectorAll(":has(> [data-testid=stColumn])")]
    .filter((row) => row.checkVisibility() && getComputedStyle(row).display !== "block")
    .length"""
A4 = {"width": 718, "height": 1032}  # within margins of 12 mm, in CSS pixels
WHOLE = """() => [...document.querySelectorAll("figure")]
    .every((figure) => figure.getBoundingClientRect().bottom <= document.documentElement.scrollHeight)"""


def test_nothing_moves_by_itself_for_who_asks_for_that(visit: Visit) -> None:
    lab = visit("width=8&steps=40", reduced_motion="reduce")
    assert lab.page.evaluate(MOVES) == []
    lab.start_and_finish()
    assert lab.page.evaluate(MOVES) == []


def test_the_lab_prints_whole_and_without_buttons(visit: Visit) -> None:
    lab = visit("width=8&steps=40", color_scheme="dark")
    lab.start_and_finish()
    prints_well(lab.page)


def test_a_lesson_prints_whole_and_without_buttons(lesson: Lesson) -> None:
    page = lesson("by_hand?section=algorithm")
    page.locator(".live-panel .main-svg").first.wait_for()
    prints_well(page)


def prints_well(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    for name in ("stHeader", "stSidebar", "stButton", "stPopover"):
        expect(page.get_by_test_id(name).filter(visible=True)).to_have_count(0)
    expect(page.locator(".live-panel .main-svg").first).to_be_visible()
    assert page.evaluate(CUT) == []
    assert page.evaluate(CUT_TABLES) == []
    assert page.evaluate(SIDE_BY_SIDE) == 0
    assert page.evaluate(WHOLE)
    assert (
        page.locator(".main-svg text").first.evaluate("text => getComputedStyle(text).fill")
        == "rgb(28, 37, 48)"
    )
