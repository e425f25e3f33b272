"""The time bar's script, in a page with nothing else: what it shows, and what it tells the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

import bnviz.ui.time_bar

SCRIPTS = Path(bnviz.ui.time_bar.__file__).parent / "browser"
HTML = """<div class="time-bar"></div><script type="module">
  import run from "./bar.js";
  window.told = []; window.heard = [];
  document.addEventListener("bnviz:step", (event) => heard.push(event.detail));
  window.show = (data) => { close = run({
    data: { wish: 0, step: null, live: true, marks: [], ...data },
    parentElement: document.body,
    setTriggerValue: (event, value) => told.push([event, value.step, value.wish]),
  }); };
</script>"""
STEPS = [0, 1, 2, 5, 10, 100, 1240]
NEWEST = re.compile(r"^newest: step [\d,]+$")


class Bar:
    """A page with a bar, whose server is the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.label = page.locator("[name=label]")
        self.slider = page.get_by_role("slider", name="Snapshot")
        page.clock.install()
        page.route("http://bar.test/**", _answer)
        page.goto("http://bar.test/")
        page.wait_for_function("Boolean(window.show)")
        self.show()

    def show(self, steps: list[int] = STEPS, **data: Any) -> None:
        """What the server sends."""
        said = {"words": bnviz.ui.time_bar.words(), "language": "en"}
        self.page.evaluate("data => show(data)", {"steps": steps, **said, **data})

    @property
    def told(self) -> list[Any]:
        """What the server was told: the steps, by the number of the wish."""
        told = self.page.evaluate("told")
        assert [(event, wish) for event, _, wish in told] == [("wish", n + 1) for n in range(len(told))]
        return [step for _, step, _ in told]

    def button(self, name: str) -> Any:
        return self.page.locator(f"button[name={name}]")

    def drag_to(self, *indices: int) -> None:
        move = "(bar, to) => { bar.value = to; bar.dispatchEvent(new Event('input')); }"
        for index in indices:
            self.slider.evaluate(move, index)


def _answer(route: Route) -> None:
    name = route.request.url.rpartition("/")[-1]
    if name:
        route.fulfill(path=SCRIPTS / name, content_type="text/javascript")
    else:
        route.fulfill(body=HTML, content_type="text/html")


@pytest.fixture
def bar(new_context: Callable[..., BrowserContext]) -> Bar:
    return Bar(new_context().new_page())


def test_a_drag_moves_at_once_and_tells_one_wish_at_a_time_the_newest(bar: Bar) -> None:
    bar.drag_to(5, 4, 3, 2)
    expect(bar.label).to_have_text("step 2")
    assert bar.told == [100]
    bar.show(step=100, wish=1)
    expect(bar.label).to_have_text("step 2")
    assert bar.told == [100, 2]
    bar.show(step=2, wish=2)
    assert bar.told == [100, 2]


def test_without_an_answer_the_next_wish_goes_out_after_a_second(bar: Bar) -> None:
    bar.drag_to(5, 4)
    bar.page.clock.run_for(900)
    assert bar.told == [100]
    bar.page.clock.run_for(200)
    assert bar.told == [100, 10]


def test_a_tick_between_wish_and_answer_changes_nothing(bar: Bar) -> None:
    bar.drag_to(4)
    bar.show([*STEPS, 2000], step=None, wish=0)
    expect(bar.label).to_have_text("step 10")


def test_what_is_chosen_elsewhere_is_taken_over(bar: Bar) -> None:
    bar.show(step=100)
    expect(bar.label).to_have_text("step 100")
    assert bar.told == []


def test_steps_are_added_and_the_handle_stays(bar: Bar) -> None:
    bar.drag_to(3)
    bar.show([*STEPS, 2000, 3000], step=5, wish=1)
    expect(bar.slider).to_have_value("3")
    expect(bar.slider).to_have_attribute("max", "8")


def test_who_follows_stays_at_the_newest(bar: Bar) -> None:
    bar.show([*STEPS, 2000])
    expect(bar.slider).to_have_value("7")
    expect(bar.label).to_have_text(NEWEST)
    expect(bar.slider).to_have_attribute("aria-valuetext", "newest, step 2,000")


@pytest.mark.parametrize(
    ("keys", "label"),
    [
        ("Home", "step 0"),
        ("Home ArrowRight ArrowUp ArrowRight", "step 5"),
        ("ArrowLeft", "step 100"),
        ("ArrowDown ArrowDown End", NEWEST),
        ("Home ArrowLeft", "step 0"),
        ("End ArrowRight", NEWEST),
        ("Shift+ArrowLeft", "step 0"),
        ("Home Shift+ArrowRight", NEWEST),
    ],
)
def test_the_keyboard_moves_it(bar: Bar, keys: str, label: str | re.Pattern[str]) -> None:
    bar.slider.focus()
    for key in keys.split():
        bar.page.keyboard.press(key)
    expect(bar.label).to_have_text(label)


def test_with_shift_an_arrow_goes_ten_snapshots(bar: Bar) -> None:
    bar.show([*range(0, 300, 10)])
    bar.slider.focus()
    bar.page.keyboard.press("Shift+ArrowLeft")
    expect(bar.label).to_have_text("step 190")
    bar.page.keyboard.press("ArrowLeft")
    bar.page.keyboard.press("Shift+ArrowRight")
    expect(bar.label).to_have_text("step 280")


def test_it_takes_keys_that_are_heard_elsewhere_and_says_so(bar: Bar) -> None:
    heard = """key => {
      const event = new KeyboardEvent("keydown", { key, cancelable: true });
      document.dispatchEvent(new CustomEvent("bnviz:key", { detail: event }));
      return event.defaultPrevented;
    }"""
    assert bar.page.evaluate(heard, "ArrowLeft")
    expect(bar.label).to_have_text("step 100")
    assert not bar.page.evaluate(heard, "x")
    bar.show([])
    assert not bar.page.evaluate(heard, "Home")


def test_who_follows_a_room_sees_its_step_and_cannot_move_it(bar: Bar) -> None:
    press_home = "bar => bar.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }))"
    bar.button("back").click()
    bar.button("play").click()
    bar.show(step=10, wish=1, locked=True)
    assert bar.page.evaluate("document.querySelector('.time-bar').inert")
    bar.page.clock.run_for(2000)
    bar.page.locator("[type=range]").evaluate(press_home)
    expect(bar.label).to_have_text("step 10")
    assert bar.told == [100]
    bar.show(step=10, wish=1)
    bar.page.locator("[type=range]").evaluate(press_home)
    expect(bar.label).to_have_text("step 0")
    bar.button("forward").click()
    expect(bar.label).to_have_text("step 1")


def test_the_buttons_move_it_and_those_without_effect_are_off(bar: Bar) -> None:
    expect(bar.button("forward")).to_be_disabled()
    bar.button("back").click()
    expect(bar.label).to_have_text("step 100")
    bar.button("first").click()
    expect(bar.button("back")).to_be_disabled()
    bar.button("forward").click()
    expect(bar.slider).to_have_attribute("aria-valuetext", "step 1")
    bar.button("newest").click()
    expect(bar.label).to_have_text(NEWEST)


def test_playing_goes_snapshot_by_snapshot_and_ends_at_the_newest(bar: Bar) -> None:
    bar.slider.focus()
    bar.page.keyboard.press(" ")
    expect(bar.label).to_have_text("step 0")
    bar.page.clock.run_for(450)
    expect(bar.label).to_have_text("step 2")
    bar.page.locator("select").select_option("4")
    bar.page.clock.run_for(1000)
    expect(bar.label).to_have_text(NEWEST)
    expect(bar.button("play")).to_have_attribute("aria-label", "Play (space)")
    bar.page.clock.run_for(1000)
    expect(bar.label).to_have_text(NEWEST)


def test_a_hand_on_the_bar_stops_playing(bar: Bar) -> None:
    bar.button("play").click()
    expect(bar.button("play")).to_have_attribute("aria-label", "Pause (space)")
    bar.drag_to(3)
    bar.page.clock.run_for(2000)
    expect(bar.label).to_have_text("step 5")


def test_the_figures_hear_of_every_move_and_may_ask(bar: Bar) -> None:
    bar.drag_to(5, 4, 6)
    assert bar.page.evaluate("heard") == [100, 10, None]
    bar.drag_to(2)
    bar.page.evaluate("document.dispatchEvent(new Event('bnviz:ask-step'))")
    assert bar.page.evaluate("heard.slice(3)") == [2, 2]


def test_a_bar_that_leaves_takes_its_cursor_along(bar: Bar) -> None:
    bar.drag_to(2)
    bar.page.evaluate("close()")
    assert bar.page.evaluate("heard.length") == 1
    bar.page.evaluate("document.querySelector('.time-bar').remove(); close()")
    assert bar.page.evaluate("heard") == [2, None]


def test_changes_that_were_met_are_marked(bar: Bar) -> None:
    bar.show(marks=[[5, "learning rate 0.1"], [9000, "learning rate 0.01"]])
    (mark,) = bar.page.locator(".marks i").all()
    expect(mark).to_have_attribute("title", "learning rate 0.1")
    assert float(mark.evaluate("mark => mark.style.getPropertyValue('--at')")) == pytest.approx(3 / 6)


def test_before_the_first_snapshot_there_is_nothing_to_move(bar: Bar) -> None:
    bar.show([])
    expect(bar.slider).to_be_disabled()
    for name in ("first", "back", "play", "forward", "newest"):
        expect(bar.button(name)).to_be_disabled()


def test_it_says_all_in_other_words_when_the_language_changes(bar: Bar) -> None:
    parts = {"back": ["뒤로", "뒤로"]}
    words = {**bnviz.ui.time_bar.words(), "step": "스텝 {step}", "newest": "최신: {step}", "parts": parts}
    bar.show(words=words, language="ko")
    expect(bar.label).to_have_text("최신: 스텝 1,240")
    expect(bar.button("back")).to_have_attribute("aria-label", "뒤로")
