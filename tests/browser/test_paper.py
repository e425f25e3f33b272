"""A student makes the paper's Figure 1 again, and follows a way from a modification to where it is tried."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Lesson, train

pytestmark = pytest.mark.browser


def test_a_student_makes_figure_1_again(lesson: Lesson) -> None:
    page = lesson("paper?section=figure_1")
    page.get_by_text("The plain network comes close").click()
    page.get_by_role("radio", name="5,000 (a quick look)").click()
    train(page)
    for panel in ("a", "b", "c"):
        expect(page.locator(f"[data-panel={panel}] .js-plotly-plot")).to_be_visible(timeout=120_000)
    told = page.get_by_test_id("stMarkdown").filter(has_text="In our run of 5,000 steps").first
    expect(told).to_be_visible(timeout=120_000)
    bn, plain = map(float, re.findall(r"([\d.]+) %", told.inner_text())[:2])
    assert bn > plain + 5


def test_a_modification_leads_to_the_five_systems(lesson: Lesson) -> None:
    page = lesson("paper?section=modifications")
    page.get_by_role("button", name="Five systems on MNIST").click()
    expect(page.get_by_text("Does the paper's ImageNet table come out on MNIST too?")).to_be_visible()
    expect(page).to_have_url(re.compile("section=five_systems"))
