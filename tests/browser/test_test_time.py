"""What a student does in the lesson of test time."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import MNIST, Lesson, train

pytestmark = pytest.mark.browser

LEAST = 90 if MNIST.is_dir() else 85  # percent; the sample has too few digits to learn more from


def metrics(page: Page) -> list[float]:
    return [float(text.rstrip("%")) for text in page.get_by_test_id("stMetricValue").all_inner_texts()]


def test_a_changed_companion_changes_everybody(lesson: Lesson) -> None:
    page = lesson("test_time?section=two_batches")
    page.get_by_role("button", name="without a prediction").click()
    result = page.get_by_test_id("stMarkdown").filter(has_text=re.compile("a difference of"))
    expect(result).to_contain_text("−1.528")
    x7 = page.locator(".st-key-test_time_two_batches_x7 input")
    x7.fill("100")
    x7.press("Enter")
    expect(result).to_contain_text("−0.5007")
    expect(result).to_contain_text("−1.286")


def test_a_student_trains_and_asks_one_by_one(lesson: Lesson) -> None:
    page = lesson("test_time?section=batch_of_one")
    train(page)
    slider = page.locator(".st-key-test_time_batch_of_one_size").get_by_role("slider")
    slider.wait_for()
    slider.press("Home")
    expect(page.get_by_test_id("stMetricLabel").first).to_contain_text("batches of 1")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    batch, population = metrics(page)
    assert batch <= 25
    assert population >= LEAST
    expect(page.get_by_text("1 pass of 64 mixed digits")).to_be_visible()
