"""What a student does in the first part of the lesson on why it works."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Lesson, train

pytestmark = pytest.mark.browser

TRAINED_WITHIN = 180_000  # milliseconds, on a machine that has much else to do


def test_a_student_deepens_a_network_and_finds_the_law(lesson: Lesson) -> None:
    page = lesson("why?section=explosion")
    said = page.get_by_test_id("stMarkdown").filter(has_text="Measured here, a layer down")
    expect(said).to_contain_text(
        re.compile(r"a factor of 1\.(19|2\d)\d? ?\d* with BN, (0\.9|1\.0)\d+ without")
    )
    before = said.inner_text()
    page.locator(".st-key-why_explosion_depth").get_by_role("slider").press("ArrowRight")
    expect(said).not_to_have_text(before, use_inner_text=True)


def test_a_student_trains_once_and_looks_at_two_landscapes(lesson: Lesson) -> None:
    page = lesson("why?section=landscape")
    train(page)
    verdict = page.get_by_test_id("stMarkdown").filter(has_text="Verdict on this network.")
    expect(verdict).to_contain_text("BN is smoother at", timeout=TRAINED_WITHIN)
    page.get_by_role("button", name="Next section").click()
    highest = page.get_by_test_id("stMarkdown").filter(has_text="Highest in the square")
    expect(highest).to_be_visible(timeout=TRAINED_WITHIN)
    batch = _highest(highest.inner_text())
    page.get_by_role("radio", name="running statistics", exact=True).click()
    expect(page.get_by_text("running statistics everywhere")).to_be_visible(timeout=TRAINED_WITHIN)
    _drawn(page, 2)
    assert _highest(highest.inner_text()) > 2 * batch


def _highest(words: str) -> float:
    found = re.search(r"Highest in the square: ([\d.]+)", words)
    assert found
    return float(found[1])


def _drawn(page: Page, figures: int) -> None:
    expect(page.locator(".live-panel .js-plotly-plot")).to_have_count(figures)
