"""Room on a laptop's and a phone's screen, both themes, and no mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import LAPTOP, Visit
from .lab_page import LabPage

pytestmark = pytest.mark.browser

SHORT = "width=8&steps=40"
PHONE = {"width": 390, "height": 844}
MOST_TABS = 80

OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
PAPER = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
INK = "getComputedStyle(document.querySelector('[data-testid=stApp]')).color"
FOCUSED = "document.activeElement.innerText"


def outside(lab: LabPage, part: Locator) -> str:
    """Where a part of the page leaves the window; "" if it is whole."""
    box, window = part.bounding_box(), lab.page.viewport_size
    assert box is not None
    assert window is not None
    inside = (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= window["width"]
        and box["y"] + box["height"] <= window["height"]
    )
    return "" if inside else f"{box} leaves {window}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_always_needed_fits_on_a_laptop(visit: Visit, scheme: str) -> None:
    lab = visit(SHORT, viewport=LAPTOP, color_scheme=scheme)
    lab.start_and_finish()
    parts = {
        "first control": lab.control("preset"),
        "last control": lab.control("device"),
        "Train": lab.train,
        "wheel": lab.control("wheel"),
        "loss": lab.panel("loss"),
        "accuracy": lab.panel("accuracy"),
        "views": lab.control("view"),
        "layers": lab.panel("layers"),
        "time bar": lab.time,
    }
    assert {name: outside(lab, part) for name, part in parts.items()} == dict.fromkeys(parts, "")
    assert lab.page.evaluate(OVERFLOW) <= 0


def test_in_the_dark_the_figures_are_dark_too(visit: Visit) -> None:
    lab = visit(color_scheme="dark")
    assert brightness(lab.page.evaluate(PAPER)) < 0.2
    drawn = lab.panel("loss").locator(".gtitle").evaluate("title => getComputedStyle(title).fill")
    assert drawn == lab.page.evaluate(INK)
    assert brightness(drawn) > 0.8


def brightness(colour: str) -> float:
    """The mean of "rgb(…)", from black, 0, to white, 1."""
    return sum(map(int, re.findall("[0-9]+", colour)[:3])) / (3 * 255)


def test_a_phone_needs_no_sideways_scrolling_and_no_drawer_to_train(visit: Visit) -> None:
    lab = visit(SHORT, viewport=PHONE)
    assert outside(lab, lab.train) == ""
    lab.start_and_finish()
    assert lab.page.evaluate(OVERFLOW) <= 0


def test_the_keyboard_alone_trains(visit: Visit) -> None:
    lab = visit(SHORT)
    keyboard = lab.page.keyboard
    for _ in range(MOST_TABS):
        keyboard.press("Tab")
        if lab.train.evaluate("button => button === document.activeElement"):
            break
    expect(lab.train).to_be_focused()
    keyboard.press("Enter")
    lab.wait_for_points()
    lab.expect_state("done")
