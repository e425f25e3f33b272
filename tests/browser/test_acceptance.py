"""What the app is for, from the first click to a shared link, as one visitor and then two live through it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Visit
from .lab_page import LabPage

pytestmark = pytest.mark.browser

MARK = """() => document.querySelectorAll(
    "[data-panel], [data-panel] .js-plotly-plot, [data-panel] .main-svg"
).forEach(node => node.seen = true)"""
UNMARKED = """() => [...document.querySelectorAll(
    "[data-panel], [data-panel] .js-plotly-plot, [data-panel] .main-svg"
)].filter(node => !node.seen).map(node => node.outerHTML.slice(0, 200))"""


def zoom(lab: LabPage, panel: str) -> None:
    """Drag over the middle of a plot, as with a mouse."""
    box = lab.panel(panel).locator(".nsewdrag").first.bounding_box()
    assert box is not None
    mouse = lab.page.mouse
    mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.7 * box["height"], steps=4)
    mouse.up()


def limits(lab: LabPage, panel: str) -> list[list[float]]:
    return [lab.layout(panel, "xaxis.range"), lab.layout(panel, "yaxis.range")]


def test_train_zoom_refresh_share_and_stop(visit: Visit) -> None:
    # As many steps as can be had: the run ends when it is told to.
    anna = visit("steps=100000")
    expect(anna.status).to_contain_text("press Train")
    assert anna.points("loss") == [0, 0]
    anna.start()
    anna.expect_state("running")
    _keeps_its_zoom(anna)
    _survives_a_refresh(anna)
    ben = visit(anna.page.url.partition("?")[2])
    ben.expect_state("running")
    ben.wait_for_points()
    ben.wait_for_draws(2)
    anna.stop.click()
    for visitor in (anna, ben):
        visitor.expect_state("stopped")
        expect(visitor.stop).to_be_disabled()
    assert anna.run_id == ben.run_id


def _keeps_its_zoom(lab: LabPage) -> None:
    first, last = lab.layout("loss", "xaxis.range")
    zoom(lab, "loss")
    zoomed = limits(lab, "loss")
    left, right = zoomed[0]
    assert first < left < right < last
    lab.page.evaluate(MARK)
    lab.wait_for_draws(10)
    assert limits(lab, "loss") == zoomed
    assert lab.page.evaluate(UNMARKED) == []


def _survives_a_refresh(lab: LabPage) -> None:
    run = lab.run_id
    assert run
    lab.page.reload()
    lab.wait_until_drawn()
    lab.expect_state("running")
    lab.wait_for_points()
    assert lab.run_id == run
