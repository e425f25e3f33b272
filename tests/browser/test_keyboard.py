"""A section of a lesson with the keyboard alone: question, prediction, controls, check."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Lesson

pytestmark = pytest.mark.browser

MOST_STOPS = 80
# The focus is seen by an outline: its own, or that of the label of a hidden field.
SEEN = """() => {
    let stop = document.activeElement;
    while (stop.shadowRoot?.activeElement) stop = stop.shadowRoot.activeElement;
    const seen = [stop, stop.closest("label")].some((part) => {
        const { outlineStyle, outlineWidth } = part ? getComputedStyle(part) : {};
        return part && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
    return seen ? "" : stop.outerHTML.slice(0, 300);
}"""

# The page's own style comes with the page, and may come after its first words.
STYLED = "getComputedStyle(document.querySelector('[data-testid=stMain]')).scrollPaddingBottom === '60px'"


def test_a_section_is_done_with_the_keyboard_alone(lesson: Lesson) -> None:
    page = lesson("by_hand?section=algorithm")
    page.wait_for_function(STYLED)
    check = page.get_by_role("radiogroup").last
    question = page.locator(".st-key-lesson_question").get_by_role("radiogroup")

    go_to(page, question.get_by_role("radio").first)
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("predicted=1"))
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("predicted=2"))

    gamma = page.get_by_role("slider").first
    go_to(page, gamma)
    before = gamma.input_value()
    page.keyboard.press("ArrowRight")
    expect(gamma).not_to_have_value(before)

    go_to(page, page.locator("summary", has_text="What to see"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("You predicted")).to_be_visible()

    go_to(page, check.get_by_role("radio").first)
    page.keyboard.press("Space")
    expect(page.get_by_text("Your answer")).to_be_visible()


def go_to(page: Page, goal: Locator) -> None:
    """Press Tab until the goal has the focus, which must be seen at every stop on the way."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN) == ""
        if goal.evaluate("goal => goal === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {goal}")
