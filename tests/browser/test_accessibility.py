"""Everyone can use every page: axe-core finds nothing against WCAG 2.2 AA, in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import LAPTOP, Visit
from .lab_page import PATIENCE, TOUR_SEEN
from .server import PROJECT, Server

pytestmark = pytest.mark.browser

TEXT = PROJECT / "bnviz" / "lessons" / "text" / "en"
LESSONS = sorted(
    {file.stem for file in (PROJECT / "pages").glob("*.py")} & {file.name for file in TEXT.iterdir()}
)
SECTIONS = [
    f"{lesson}?section={file.stem}" for lesson in LESSONS for file in sorted((TEXT / lesson).glob("*.md"))
]
OTHERS = ["", "runs", "path", "measured", "glossary", "host"]
WIDE = "by_hand?section=bias"  # has a table wider than a phone
PHONE = {"width": 390, "height": 844}
# So high that no figure waits, undrawn, to be scrolled to.
HIGH = {"width": 1440, "height": 5000}

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# All that a theme can change.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Rules that Streamlit's own elements break, where neither style nor settings can help.
STREAMLIT = {
    "list": "stSidebarNavItems",  # a phone's menu is a list of groups, each in a div that has the items
    "listitem": "stSidebarNavItems",
}

# The page's own style is there, all choices have their words, and nothing is about to be replaced.
SETTLED = """() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    return getComputedStyle(document.querySelector("[data-testid=stMain]")).scrollPaddingBottom === "60px"
        && all("[data-testid=stApp][data-test-script-state=notRunning]").length === 1
        && all("[data-stale=true], [data-testid=stSkeleton]").length === 0
        && all("[data-testid=stRadioOption], [data-testid=stButtonGroup] [role=radio]")
            .every((part) => part.innerText);
}"""
DRAWN = """() => [...document.querySelectorAll(".live-panel")].every((panel) => panel.dataset.draws > 0)"""
OPENED = """() => {
    const closed = [...document.querySelectorAll("details:not([open]) > summary")];
    closed.forEach((summary) => summary.click());
    return closed.length === 0;
}"""
LOOKS = 4
PAPER = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """A tab that goes from page to page."""
    context = browser.new_context(viewport=HIGH, bypass_csp=True, reduced_motion="reduce")
    context.add_init_script(TOUR_SEEN)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@pytest.mark.parametrize("link", [*OTHERS, *SECTIONS])
def test_a_page_has_nothing_against_it(link: str, reader: Page, server: Server) -> None:
    opened(reader, f"{server.address}/{link}")
    assert found_in_both_themes(reader) == []


@pytest.mark.parametrize("link", [*OTHERS[1:], *LESSONS])
def test_a_page_on_a_phone_and_in_korean_has_nothing_against_it(
    link: str, reader: Page, server: Server
) -> None:
    reader.set_viewport_size({"width": PHONE["width"], "height": HIGH["height"]})
    opened(reader, f"{server.address}/{link}?language=ko")
    assert lasting(reader, {"type": "tag", "values": WCAG}) == []
    reader.set_viewport_size(HIGH)


@pytest.mark.parametrize("popover", ["take_home", "door", "links", "answer"])
def test_what_opens_has_nothing_against_it(popover: str, visit: Visit) -> None:
    lab = visit(viewport=LAPTOP, color_scheme="light", reduced_motion="reduce")
    lab.control(popover).get_by_role("button").first.click()
    lab.page.get_by_test_id("stPopoverBody").wait_for()
    assert found_in_both_themes(lab.page) == []


def test_what_scrolls_sideways_is_a_stop_of_the_tab_key_for_as_long_as_it_does(
    reader: Page, server: Server
) -> None:
    opened(reader, f"{server.address}/{WIDE}")
    stops = reader.locator("[data-testid=stMarkdownContainer]:has(> table)[tabindex='0']")
    expect(stops).to_have_count(0)
    reader.set_viewport_size(PHONE)
    expect(stops).not_to_have_count(0)
    reader.set_viewport_size(HIGH)
    expect(stops).to_have_count(0)


def opened(reader: Page, address: str) -> None:
    """Wait until the page is there, with all that can be unfolded."""
    reader.emulate_media(color_scheme="light")
    reader.goto(address)
    reader.locator("[data-testid=stMainBlockContainer] :is(h1, h2, h3, h4)").first.wait_for()
    reader.wait_for_function(SETTLED)
    reader.wait_for_function(DRAWN)
    reader.wait_for_function(OPENED)


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_lab_has_nothing_against_it_with_a_finished_run(viewport: dict[str, int], visit: Visit) -> None:
    lab = visit("width=8&steps=40", viewport=viewport, color_scheme="light", reduced_motion="reduce")
    lab.start_and_finish()
    found = found_in_both_themes(lab.page)
    for view in ("Shift", "Gradients", "Scales", "Images"):
        lab.look_at(view)
        lab.wait_until_idle()
        found += found_in_both_themes(lab.page)
    assert found == []


def found_in_both_themes(page: Page) -> list[str]:
    """What axe has against the page, which is light, and is light again afterwards."""
    found = lasting(page, {"type": "tag", "values": WCAG})
    show(page, "dark")
    found += lasting(page, {"type": "rule", "values": OF_COLOURS})
    show(page, "light")
    return found


def lasting(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds each time it looks: Streamlit lets fade, for a moment, what a rerun may replace."""
    found: list[str] = []
    for _ in range(LOOKS):
        found = violations(page, rules)
        if not found:
            break
    return found


def show(page: Page, scheme: str) -> None:
    before = page.evaluate(PAPER)
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"before => {PAPER} !== before", arg=before)


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """A line for each element that breaks a rule: the rule, the element and what is wrong."""
    page.wait_for_function(SETTLED)
    result = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
        if not is_streamlits(page, violation["id"], node["target"])
    ]


def is_streamlits(page: Page, rule: str, target: list[Any]) -> bool:
    """Whether the rule is broken within an element of Streamlit's that is known to break it."""
    if rule not in STREAMLIT or not isinstance(target[-1], str):
        return False
    return bool(
        page.locator(target[-1])
        .first.locator(f"xpath=ancestor-or-self::*[@data-testid='{STREAMLIT[rule]}']")
        .count()
    )
