"""What a student does in the second part of the lesson on why it works."""

import pytest
from playwright.sync_api import expect

from .conftest import Lesson, train

pytestmark = pytest.mark.browser

TRAINED_WITHIN = 180_000  # milliseconds, on a machine that has much else to do


def test_two_images_lose_all_but_their_order(lesson: Lesson) -> None:
    page = lesson("why?section=small_batches")
    said = page.get_by_test_id("stMarkdown").filter(has_text="only which is larger is left")
    expect(said).to_contain_text("−1.000")
    first = page.locator(".st-key-why_small_batches_x1 input")
    first.fill("3")
    first.press("Enter")
    expect(page.get_by_test_id("stMarkdown").filter(has_text="both become 0")).to_be_visible()
    expect(said).to_have_count(0)


def test_a_student_measures_both_kinds_of_shift(lesson: Lesson) -> None:
    page = lesson("why?section=shift")
    train(page)
    verdict = page.get_by_test_id("stMarkdown").filter(has_text="On this network, in these steps.")
    expect(verdict).to_contain_text("Gradients:", timeout=TRAINED_WITHIN)
    table = page.get_by_role("table").filter(has_text="layer 1, no BN")
    later = table.inner_text()
    page.get_by_text("steps 1 to 100", exact=True).click()
    expect(table).not_to_have_text(later, use_inner_text=True)
