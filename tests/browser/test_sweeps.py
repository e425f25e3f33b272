"""A student sweeps, sees the maps fill, and looks at one square from close by."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Lesson

pytestmark = pytest.mark.browser


def test_a_student_sweeps_and_opens_a_square_in_the_lab(lesson: Lesson) -> None:
    page = lesson("sweeps?section=init")
    page.get_by_text("Several times as many with BN").click()
    page.get_by_text("4 × 4", exact=True).click()
    page.get_by_role("button", name="Train all 32 networks").click()
    expect(page.get_by_text("4 of 4 trainings done")).to_be_visible(timeout=180_000)
    region = page.get_by_text(re.compile("at one of the looks on the way")).inner_text()
    normalised, plain = map(int, re.findall(r"BN (\d+)", region))
    assert normalised > plain
    page.locator("[data-panel=none]").scroll_into_view_if_needed()
    plot = page.locator("[data-panel=none] .js-plotly-plot .nsewdrag").first
    plot.wait_for()
    box = plot.bounding_box()
    assert box is not None
    plot.click(position={"x": box["width"] * 3.5 / 4, "y": box["height"] * 3.5 / 4})
    expect(page.get_by_text("no BN diverged.", exact=True)).to_be_visible()  # learning rate 10, σ = 1
    expect(page.get_by_text(re.compile(r"Chosen.*init σ 1, learning rate 10"))).to_be_visible()
    page.get_by_role("button", name="Open BN in the lab").click()
    page.wait_for_url(re.compile(r"\?.*run="))
    expect(page.locator(".st-key-headline")).to_be_visible()
