"""A student works through Batch Normalization by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .conftest import Lesson

pytestmark = pytest.mark.browser


def paste(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Mini-batch x")
    field.fill("")
    field.focus()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_a_student_pastes_a_mini_batch_and_gets_it_back(lesson: Lesson) -> None:
    page = lesson("by_hand?section=algorithm")
    paste(page, "1\t2\t3\t6")
    means = page.locator("table tr").last
    expect(means.locator("td")).to_have_text(["mean", "3", "0", "3.5", "0", "0"])
    expect(page.locator("annotation", has_text="(1 + 2 + 3 + 6").first).to_be_attached()
    page.get_by_text("γ = √(σ² + ε), β = μ", exact=True).click()
    expect(page.get_by_text("The input is back.")).to_be_visible()
    expect(means.locator("td").last).to_have_text("3")
    paste(page, "1, two, 3")
    expect(page.get_by_text('Mini-batch x: "two" is no number')).to_be_visible()
    expect(means.locator("td").last).to_have_text("3")


def test_ten_times_the_weights_get_a_tenth_of_the_gradient(lesson: Lesson) -> None:
    page = lesson("by_hand?section=scale")
    row = page.locator("table tr", has_text="size of ∂ℓ/∂W")
    expect(row.locator("td").nth(1)).to_have_text("× 0.1000")
    expect(row.locator("td").nth(2)).to_have_text("× 1")
    page.get_by_role("slider").press("ArrowRight")
    expect(row.locator("td").nth(1)).to_have_text("× 0.05000")
    page.get_by_text("a < 0", exact=True).click()
    expect(page.get_by_text("the sign flips")).to_be_visible()
