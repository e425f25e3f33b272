"""The page of all runs in a visitor's browser: rows are chosen, compared, kept in the link and deleted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Visit
from .lab_page import LabPage
from .server import Server
from .test_accessibility import found_in_both_themes
from .test_screen import OVERFLOW, PHONE

pytestmark = pytest.mark.browser

ROW, TITLES = 35, 35  # pixels of the table
SHORT = "width=8&steps=40"


def trained(visit: Visit, *seeds: int, **options: object) -> tuple[LabPage, list[str]]:
    """A visitor who has trained some short runs, the last one first in their list."""
    lab = visit(f"{SHORT}&seed={seeds[0]}", **options)
    ids = []
    for seed in seeds:
        lab.open(f"{SHORT}&seed={seed}")
        lab.start_and_finish()
        ids.append(str(lab.run_id))
    return lab, ids


def open_runs(lab: LabPage, query: str = "") -> Page:
    lab.page.goto(f"{lab.server.address}/runs?{query}")
    table(lab.page).wait_for()
    lab.wait_until_idle()
    return lab.page


def table(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame")


def pick(page: Page, row: int) -> None:
    """Click the box of a row, counted from 0."""
    table(page).click(position={"x": 16, "y": TITLES + ROW * (row + 0.5)})


def test_rows_are_chosen_and_shown_on_the_same_axes_and_the_link_holds_them(visit: Visit) -> None:
    lab, (first, second) = trained(visit, 901, 902)
    page = open_runs(lab)
    pick(page, 0)
    page.wait_for_url(re.compile(f"runs={second}$"))
    pick(page, 1)
    page.wait_for_url(re.compile(f"runs={second}%2C{first}$"))
    expect(page.locator("[data-panel=loss] .legend")).to_contain_text("B no BN")
    expect(page.locator("[data-panel=layers]")).to_be_visible()
    assert lab.points("loss") == [40] * 4
    page.reload()
    expect(page.locator(".st-key-runs_card_B")).to_contain_text(first)


def test_a_name_stands_in_the_list_and_another_visitor_does_not_see_it(visit: Visit) -> None:
    lab, (run,) = trained(visit, 903)
    page = open_runs(lab, f"runs={run}")
    page.get_by_role("button", name="Name and note").click()
    page.get_by_role("textbox", name="Name").fill("My best <b>run</b>")
    page.get_by_role("textbox", name="Name").press("Enter")
    card = page.locator(".st-key-runs_card_A")
    expect(card).to_contain_text("My best <b>run</b>")
    other = open_runs(visit(), f"runs={run}")
    expect(other.locator(".st-key-runs_card_A")).to_contain_text(run)
    expect(other.locator(".st-key-runs_card_A")).not_to_contain_text("My best")


def test_a_run_is_deleted_after_a_word(visit: Visit, server: Server) -> None:
    lab, (first, second) = trained(visit, 904, 905)
    page = open_runs(lab, f"runs={first},{second}")
    page.locator(".st-key-runs_card_A").get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(first)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog).to_have_count(0)
    page.wait_for_url(re.compile(f"runs={second}$"))
    lab.open(f"run={first}")
    expect(lab.page.get_by_role("alert")).to_contain_text("no run of this name is kept here")


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 2000}, PHONE], ids=["laptop", "phone"])
def test_the_list_and_two_runs_have_nothing_against_them(visit: Visit, viewport: dict[str, int]) -> None:
    lab, ids = trained(visit, 906, 907, viewport=viewport, color_scheme="light", reduced_motion="reduce")
    page = open_runs(lab, f"runs={','.join(ids)}")
    expect(page.locator("[data-panel=layers]")).to_be_visible()
    assert found_in_both_themes(page) == []
    assert page.evaluate(OVERFLOW) <= 0


def test_the_menu_of_a_phone_lies_over_the_page(visit: Visit) -> None:
    page = open_runs(visit(viewport=PHONE), "")
    page.locator(".st-key-share").wait_for()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Training lab").click()
    page.locator(".st-key-train").wait_for()
