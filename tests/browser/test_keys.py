"""The page's keys, in a page with nothing else: what they press, and where they are left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route

import bnviz.ui.keys

SCRIPT = Path(bnviz.ui.keys.__file__).parent / "keys.js"
HTML = """
<p id="text">A paragraph</p>
<input id="field" value="seed"><input id="slider" type="range" class="own">
<div class="time-bar"><input id="time" type="range"></div>
<div class="st-key-pause"><button id="pause">Pause</button></div>
<div class="st-key-leave"><button id="leave">Leave</button></div>
<button id="train">Train</button><button id="choice" role="radio">Shift</button>
<i></i>
<script type="module">
  import run from "./keys.js";
  window.pressed = []; window.told = [];
  document.addEventListener("click", ({ target }) => pressed.push(target.id));
  document.addEventListener("bnviz:key", ({ detail }) => told.push(detail.key));
  window.close = run({ data: { " ": "pause", Escape: "leave" }, parentElement: document.body });
</script>"""


def _answer(route: Route) -> None:
    if route.request.url.endswith("keys.js"):
        route.fulfill(path=SCRIPT, content_type="text/javascript")
    else:
        route.fulfill(body=HTML, content_type="text/html")


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context().new_page()
    page.route("http://keys.test/**", _answer)
    page.goto("http://keys.test/")
    page.wait_for_function("Boolean(window.told)")
    return page


def pressed(page: Page) -> list[str]:
    found: list[str] = page.evaluate("pressed.splice(0)")
    return found


def told(page: Page) -> list[str]:
    found: list[str] = page.evaluate("told.splice(0)")
    return found


def test_with_the_focus_nowhere_keys_press_their_buttons_and_move_the_time(page: Page) -> None:
    for key in (" ", "Escape", "ArrowLeft", "Shift+ArrowRight", "Home", "End", "x"):
        page.keyboard.press(key)
    assert pressed(page) == ["pause", "leave"]
    assert told(page) == ["ArrowLeft", "ArrowRight", "Home", "End"]


def test_a_key_that_is_held_presses_once(page: Page) -> None:
    page.keyboard.down(" ")
    page.keyboard.down(" ")
    page.keyboard.up(" ")
    assert pressed(page) == ["pause"]


def test_a_button_that_is_greyed_out_or_gone_leaves_its_key_to_the_time_bar(page: Page) -> None:
    page.evaluate("pause.disabled = true; leave.remove()")
    page.keyboard.press(" ")
    page.keyboard.press("Escape")
    assert pressed(page) == []
    assert told(page) == [" "]


@pytest.mark.parametrize("field", ["field", "slider"])
def test_a_field_keeps_its_keys(page: Page, field: str) -> None:
    page.locator(f"#{field}").focus()
    for key in (" ", "ArrowLeft", "Home"):
        page.keyboard.press(key)
    assert pressed(page) == told(page) == []
    page.keyboard.press("Escape")
    assert pressed(page) == ["leave"]


def test_the_time_bar_s_own_slider_is_no_such_field(page: Page) -> None:
    page.locator("#time").focus()
    page.keyboard.press(" ")
    page.keyboard.press("Home")
    assert pressed(page) == ["pause"]
    assert told(page) == ["Home"]


def test_after_a_click_the_space_bar_is_the_page_s_and_after_a_tab_the_button_s(page: Page) -> None:
    page.locator("#train").click()
    page.keyboard.press(" ")
    assert pressed(page) == ["train", "pause"]
    page.locator("#leave").focus()
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    assert pressed(page) == ["train"]
    page.keyboard.press("ArrowLeft")  # of no use to a button
    assert told(page) == ["ArrowLeft"]


def test_a_choice_has_its_arrows_where_tab_led_to_it(page: Page) -> None:
    page.locator("#choice").click()
    page.keyboard.press("ArrowRight")
    assert told(page) == ["ArrowRight"]
    page.locator("#train").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert told(page) == []


def test_escape_first_closes_what_is_open(page: Page) -> None:
    page.evaluate("text.setAttribute('role', 'dialog')")
    page.keyboard.press("Escape")
    assert pressed(page) == []


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_the_browser_s_own_keys_are_left_alone(page: Page, modifier: str) -> None:
    page.keyboard.press(f"{modifier}+ArrowRight")
    assert told(page) == []


def test_keys_that_leave_the_page_are_no_longer_heard(page: Page) -> None:
    page.evaluate("close()")
    page.keyboard.press(" ")
    assert pressed(page) == ["pause"]
    page.evaluate("document.querySelector('i').remove(); close()")
    page.keyboard.press(" ")
    assert pressed(page) == []
