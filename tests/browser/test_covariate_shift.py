"""A student trains on one look of the digits and finds that another is told apart much less well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Lesson, train

pytestmark = pytest.mark.browser


def scores(page: Page) -> list[float]:
    """BN and no BN, each on the training look and on the test look, in percent."""
    return [float(text.removesuffix("%")) for text in page.get_by_test_id("stMetricValue").all_inner_texts()]


def test_a_student_trains_and_sees_the_accuracy_fall_with_the_strength(lesson: Lesson) -> None:
    page = lesson("covariate_shift?section=looks")
    page.get_by_text("About as many: it normalises every layer").click()
    train(page)
    expect(page.get_by_test_id("stMetricValue")).to_have_count(4)
    expect(page.locator("[data-panel=confusion] .js-plotly-plot")).to_be_visible()
    turned = scores(page)
    assert turned[1] < turned[0] - 15
    assert turned[3] < turned[2] - 15
    slider = page.locator(".st-key-covariate_shift_test_look").get_by_role("slider")
    expect(slider).to_have_value("0.6")
    for _ in range(8):
        slider.press("ArrowRight")
    expect(page.get_by_text(re.compile("strength 1.00")).first).to_be_visible()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert scores(page)[1] < turned[1]
    page.get_by_text("and what became of your prediction").click()
    expect(page.get_by_text("You predicted")).to_be_visible()
