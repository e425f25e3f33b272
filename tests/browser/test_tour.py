"""The tour of the lab: offered to newcomers, in nobody's way, and within everybody's reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bnviz.ui.tour.steps import steps

from .conftest import LAPTOP, Visit
from .lab_page import LabPage
from .test_accessibility import PHONE, found_in_both_themes

pytestmark = pytest.mark.browser

SMALL = "width=8&steps=40"
MOST_STOPS = 20
# The card, the ring around what it points at, and whether one covers the other.
COVERS = """card => {
    const { x, y, right, bottom } = card.getBoundingClientRect();
    const ring = card.previousElementSibling.getBoundingClientRect();
    return x < ring.right && ring.x < right && y < ring.bottom && ring.y < bottom;
}"""
RING = """card => {
    const { left, top, right, bottom } = card.previousElementSibling.getBoundingClientRect();
    return { left, top, right, bottom };
}"""
# As where a browser is told to keep nothing; Streamlit keeps things of its own there.
DENIED = """for (const name of ["getItem", "setItem"]) {
    const own = Storage.prototype[name];
    Storage.prototype[name] = function (key, ...more) {
        if (key.startsWith("bnviz")) throw new DOMException("denied", "SecurityError");
        return own.call(this, key, ...more);
    };
}"""


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


def expect_step(page: Page, number: int) -> None:
    """The card is at a step, which its name and text tell to who cannot see it."""
    expect(card(page)).to_contain_text(f"{number} of {len(steps())}")
    expect(card(page)).to_have_accessible_name(steps()[number - 1].title)
    told = [text for _, text in steps()[number - 1].places]
    assert card(page).locator("#text").inner_text() in told


def press(page: Page, name: str) -> None:
    card(page).get_by_role("button", name=name).press("Enter")


def opened(lab: LabPage) -> LabPage:
    """The lab with the tour taken by its button."""
    lab.control("take_tour").get_by_role("button").click()
    lab.page.mouse.move(1, 1)  # not over a figure, which would show its own buttons
    expect_step(lab.page, 1)
    return lab


def points_at(page: Page, target: Locator) -> None:
    """The ring is around the target, or around what of it the window shows, and the card beside it."""
    target_box = target.bounding_box()
    assert target_box is not None
    size = page.viewport_size
    assert size is not None
    ring = card(page).evaluate(RING)
    assert ring["left"] <= max(target_box["x"], 2)
    assert ring["top"] <= max(target_box["y"], 2)
    assert ring["right"] >= min(target_box["x"] + target_box["width"], size["width"] - 2)
    assert ring["bottom"] >= min(target_box["y"] + target_box["height"], size["height"] - 2)
    assert not card(page).evaluate(COVERS)


@pytest.mark.parametrize(
    ("viewport", "settings"),
    [(LAPTOP, "[data-testid=stSidebar]"), (PHONE, "[data-testid=stExpandSidebarButton]")],
    ids=["laptop", "phone"],
)
def test_a_newcomer_is_led_through_the_page_once(
    viewport: Mapping[str, int], settings: str, visit: Visit
) -> None:
    lab = visit(newcomer=True, viewport=viewport)
    page = lab.page
    targets = (".st-key-question", settings, ".st-key-train", ".st-key-progress", ".st-key-formula_choice")
    for number, target in enumerate(targets, start=1):
        expect_step(page, number)
        points_at(page, page.locator(target))
        press(page, "Next" if number < len(targets) else "Done")
    expect(card(page)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    page.reload()
    lab.wait_until_drawn()
    expect(card(page)).to_be_hidden()


def test_to_press_train_is_to_go_on(visit: Visit) -> None:
    lab = visit(SMALL)
    opened(lab)
    press(lab.page, "Next")
    press(lab.page, "Next")
    expect_step(lab.page, 3)
    lab.start_and_finish()
    expect_step(lab.page, 4)
    lab.train.click()  # at any other step it is only what it always is
    lab.wait_until_idle()
    expect_step(lab.page, 4)
    press(lab.page, "Back")
    expect_step(lab.page, 3)


@pytest.mark.parametrize("leave", ["Escape", "Skip"])
def test_it_can_be_left_at_any_moment_and_gives_the_focus_back(leave: str, visit: Visit) -> None:
    lab = opened(visit(SMALL))
    expect(card(lab.page)).to_be_focused()
    lab.page.keyboard.press("Tab")
    expect(card(lab.page).get_by_role("button", name="Skip")).to_be_focused()
    if leave == "Escape":
        lab.page.keyboard.press("Escape")
    else:
        lab.page.keyboard.press("Enter")
    expect(card(lab.page)).to_be_hidden()
    expect(lab.control("take_tour").get_by_role("button")).to_be_focused()


def test_escape_first_closes_what_is_open_on_the_page(visit: Visit) -> None:
    lab = opened(visit(SMALL))
    lab.control("activation").get_by_role("combobox").click()
    choices = lab.page.locator("[role=listbox]")
    choices.wait_for()
    lab.page.keyboard.press("Escape")
    expect(choices).to_have_count(0)
    expect_step(lab.page, 1)
    lab.page.keyboard.press("Escape")
    expect(card(lab.page)).to_be_hidden()


@pytest.mark.parametrize("query", ["depth=2", "view=lesson", "view=present", "embed=true", "nonsense=1"])
def test_who_comes_by_a_link_sees_what_it_shows(query: str, visit: Visit) -> None:
    lab = visit(query, newcomer=True)
    lab.page.locator(".st-key-formulas").wait_for()
    expect(card(lab.page)).to_be_hidden()


def expect_it_away_after_a_detour(lab: LabPage) -> None:
    lab.go_to("Glossary")
    lab.page.get_by_role("heading", name="Glossary").wait_for()
    lab.page.get_by_role("link", name="Training lab").click()
    lab.wait_until_drawn()
    expect(card(lab.page)).to_be_hidden()


def test_a_browser_that_keeps_nothing_is_offered_it_once_a_visit(visit: Visit) -> None:
    lab = visit(SMALL)
    lab.page.context.add_init_script(DENIED)
    lab.page.goto(lab.server.address)
    expect_step(lab.page, 1)
    press(lab.page, "Skip")
    expect_it_away_after_a_detour(lab)


def test_once_closed_it_comes_back_by_its_button_only(visit: Visit) -> None:
    lab = opened(visit(SMALL))
    press(lab.page, "Skip")
    expect_it_away_after_a_detour(lab)
    opened(lab)


def test_it_makes_room_for_what_opens(visit: Visit) -> None:
    lab = opened(visit(SMALL))
    lab.control("take_home").get_by_role("button").first.click()
    expect(lab.page.get_by_test_id("stPopoverBody")).to_be_visible()
    expect(lab.page.get_by_role("dialog", name=steps()[0].title)).to_be_hidden()


def test_the_focus_stays_on_it_where_there_is_no_way_back(visit: Visit) -> None:
    lab = opened(visit(SMALL))
    press(lab.page, "Next")
    press(lab.page, "Back")
    expect(card(lab.page).get_by_role("button", name="Next")).to_be_focused()


def test_it_ends_at_the_learning_path(visit: Visit) -> None:
    lab = opened(visit(SMALL))
    for _ in steps()[1:]:
        press(lab.page, "Next")
    press(lab.page, "To the learning path")
    lab.page.get_by_role("heading", name="Learning path").wait_for()
    expect(card(lab.page)).to_have_count(0)


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_nothing_is_against_any_of_its_steps(viewport: dict[str, int], visit: Visit) -> None:
    lab = opened(visit(SMALL, viewport=viewport, color_scheme="light", reduced_motion="reduce"))
    found: list[Any] = []
    for _ in steps()[1:]:
        found += found_in_both_themes(lab.page)
        press(lab.page, "Next")
    assert found + found_in_both_themes(lab.page) == []
