"""A student measures what mini-batches are good for, and walks down a bowl."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Lesson

pytestmark = pytest.mark.browser

CURVES = """panel => document.querySelector(`[data-panel=${panel}] .js-plotly-plot`).data
    .map(({name, x, y}) => ({name, x: [...(x._inputArray ?? x)], y: [...(y._inputArray ?? y)]}))"""


def curves(page: Page, panel: str) -> dict[str, Any]:
    page.locator(f"[data-panel={panel}] .js-plotly-plot .plot-container").wait_for()
    return {curve["name"]: curve for curve in page.evaluate(CURVES, panel)}


def test_a_student_measures_and_sees_the_spread_fall(lesson: Lesson) -> None:
    page = lesson("by_hand?section=mini_batch")
    page.get_by_text("Twice as close", exact=True).click()
    page.get_by_role("button", name="Measure").click()
    expect(page.get_by_text("The gradient's quality.")).to_be_visible()
    errors = curves(page, "quality")["at the start"]["y"]
    assert len(errors) == 11
    assert 20 < errors[0] / errors[-1] < 50
    page.get_by_text("What to see").click()
    expect(page.get_by_text("You predicted")).to_contain_text("right")


def test_a_student_takes_larger_steps_and_the_path_changes(lesson: Lesson) -> None:
    page = lesson("by_hand?section=inputs")
    before = curves(page, "standardised")["descent"]
    page.get_by_role("slider", name="Learning rate η").first.press("ArrowRight")
    page.wait_for_function(
        f"x => ({CURVES})('standardised').find(c => c.name == 'descent').x[1] != x", arg=before["x"][1]
    )
    after = curves(page, "standardised")["descent"]
    assert after["x"][0] == before["x"][0]
    assert abs(after["x"][1] - after["x"][0]) > 1.5 * abs(before["x"][1] - before["x"][0])
