"""A talk from the last row's point of view, lesson links, and the app in the frame of another site's page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import LAPTOP, Lesson, Visit
from .lab_page import PATIENCE, LabPage
from .server import Server
from .test_screen import OVERFLOW, PHONE, outside

pytestmark = pytest.mark.browser

SHORT = "width=8&steps=40"
LONG = "width=100&depth=4&steps=50000"
BEAMER = {"width": 1920, "height": 1080}
# The size of every text that is seen, figures apart, whose letters are drawings.
SIZES = """() => {
    const main = document.querySelector("[data-testid=stMain]");
    const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const sizes = {};
    while (walk.nextNode()) {
        const { parentElement: element, data } = walk.currentNode;
        const box = element.getBoundingClientRect();
        const seen = data.trim() && element.checkVisibility() && box.width > 1 && box.bottom > 0;
        if (!seen || element.closest("figure, style, script, [data-testid=stIconMaterial], small")) continue;
        sizes[data.trim().slice(0, 40)] = parseFloat(getComputedStyle(element).fontSize);
    }
    return sizes;
}"""
DRAWN = """name => {
    const text = document.querySelector(`[data-panel=loss] ${name}`);
    return text ? text.getBoundingClientRect().height : 0;  // it is being drawn anew
}"""


def present(lab: LabPage) -> None:
    lab.page.get_by_role("button", name="Present").click()
    expect(lab.page.get_by_role("button", name="Leave")).to_be_visible()
    lab.wait_until_idle()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [LAPTOP, BEAMER], ids=["laptop", "beamer"])
def test_what_a_class_looks_at_fits_without_scrolling(
    visit: Visit, window: dict[str, int], scheme: str
) -> None:
    lab = visit(f"{SHORT}&view=present", viewport=window, color_scheme=scheme)
    lab.start_and_finish()
    parts = {
        "question": lab.page.get_by_role("heading").first,
        "Train": lab.train,
        "loss": lab.panel("loss"),
        "accuracy": lab.panel("accuracy"),
        "views": lab.control("view"),
        "layers": lab.panel("layers"),
        "time bar": lab.time,
    }
    assert {name: outside(lab, part) for name, part in parts.items()} == dict.fromkeys(parts, "")
    layers, bar = lab.panel("layers").bounding_box(), lab.time.bounding_box()
    assert layers is not None
    assert bar is not None
    assert layers["y"] + layers["height"] <= bar["y"] + 1
    assert lab.page.evaluate(OVERFLOW) <= 0


def test_no_text_is_smaller_than_twenty_pixels_and_figures_are_half_as_large_again(visit: Visit) -> None:
    lab = visit(SHORT)
    lab.start_and_finish()
    before = lab.page.evaluate(DRAWN, ".gtitle")
    present(lab)
    lab.page.wait_for_function(f"before => ({DRAWN})('.gtitle') > 1.4 * before", arg=before)
    sizes = lab.page.evaluate(SIZES)
    assert sizes
    assert {text: size for text, size in sizes.items() if size < 20} == {}


def test_an_enlarged_figure_still_knows_where_the_mouse_is(visit: Visit) -> None:
    lab = visit(f"{SHORT}&view=present")
    lab.start_and_finish()
    plot = lab.panel("loss").locator(".nsewdrag").bounding_box()
    assert plot is not None
    lab.page.mouse.click(plot["x"] + plot["width"] / 2, plot["y"] + plot["height"] / 2)
    lab.expect_step("20")


def test_the_keyboard_pauses_goes_on_scrubs_and_leaves(visit: Visit) -> None:
    lab = visit(LONG)
    present(lab)
    lab.start()
    keyboard = lab.page.keyboard
    keyboard.press(" ")  # though the focus is still on Train
    lab.expect_state("paused")
    expect(lab.slider).to_be_enabled()
    keyboard.press("Home")
    expect(lab.slider).to_have_attribute("aria-valuetext", "step 0")
    keyboard.press("Shift+ArrowRight")
    expect(lab.slider).to_have_attribute("aria-valuetext", "step 10")
    keyboard.press("ArrowLeft")
    lab.expect_step("9")
    keyboard.press("End")
    expect(lab.time.locator("[name=label]")).to_contain_text("newest")
    keyboard.press(" ")
    lab.expect_state("running")
    keyboard.press("Escape")
    expect(lab.control("depth")).to_be_visible()
    lab.page.wait_for_url(lambda url: "view=" not in url)


def test_when_a_run_is_done_the_space_bar_plays_it_again(visit: Visit) -> None:
    lab = visit(SHORT)
    lab.start_and_finish()
    lab.note_steps()
    lab.page.keyboard.press(" ")
    lab.page.wait_for_function("new Set(noted).size > 2")
    lab.page.keyboard.press(" ")
    assert lab.noted_steps()[:3] == ["step 0", "step 1", "step 2"]
    expect(lab.time.get_by_role("button", name="Play")).to_be_visible()


def test_a_field_keeps_its_keys(visit: Visit) -> None:
    lab = visit(SHORT)
    lab.start_and_finish()
    lab.control("seed").get_by_role("spinbutton").click()
    for key in ("Home", " ", "ArrowLeft"):
        lab.page.keyboard.press(key)
    expect(lab.slider).to_have_attribute("aria-valuetext", "newest, step 40")


def test_coming_back_from_the_projector_everything_has_its_old_size(visit: Visit) -> None:
    lab = visit(SHORT)
    icon = lab.control("depth").get_by_test_id("stTooltipIcon").locator("svg").first
    before = icon.bounding_box()
    present(lab)
    lab.page.get_by_role("button", name="Leave").click()
    expect(icon).to_be_visible()
    lab.wait_until_idle()
    after = icon.bounding_box()
    assert before is not None
    assert after is not None
    assert (after["width"], after["height"]) == (before["width"], before["height"])


@pytest.mark.parametrize("view", ["present", "lesson"])
def test_a_bare_link_fits_a_phone(visit: Visit, view: str) -> None:
    lab = visit(f"{SHORT}&view={view}", viewport=PHONE)
    assert outside(lab, lab.train) == ""
    lab.start_and_finish()
    assert outside(lab, lab.panel("loss")) == ""
    assert lab.page.evaluate(OVERFLOW) <= 0


def test_who_has_only_fingers_is_told_of_no_keys(visit: Visit) -> None:
    for touch in (False, True):
        lab = visit(f"{SHORT}&view=present", viewport=PHONE, has_touch=touch, is_mobile=touch)
        expect(lab.page.get_by_text("Esc: leave")).to_be_visible(visible=not touch)


def test_on_a_phone_the_wheel_has_only_what_can_be_done(visit: Visit) -> None:
    lab = visit(SHORT, viewport=PHONE)
    buttons = lab.control("wheel").get_by_role("button")
    assert [each.is_visible() for each in buttons.all()] == [False] * buttons.count()
    lab.start_and_finish()
    expect(lab.control("rewind")).to_be_visible()
    expect(lab.control("pause")).to_be_hidden()


def test_a_lesson_s_link_has_its_question_and_no_menu(lesson: Lesson) -> None:
    page = lesson("test_time?section=folding&view=lesson")
    expect(page.locator(".st-key-lesson_question")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button", name="Next section")).to_have_count(0)
    page.reload()
    expect(page.locator(".st-key-lesson_question")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_what_brings_others_here_has_room_beside_the_menu(visit: Visit) -> None:
    lab = visit()
    menu = lab.page.get_by_role("navigation").last.bounding_box()
    link = lab.page.get_by_role("button", name="Link").bounding_box()
    assert menu is not None
    assert link is not None
    train = lab.train.bounding_box()
    assert train is not None
    assert menu["x"] + menu["width"] <= link["x"]
    assert link["y"] + link["height"] <= train["y"]


@pytest.fixture
def course(server: Server) -> Iterator[Callable[[str], str]]:
    """The address of another site's page that frames a link of the app."""

    class CoursePage(BaseHTTPRequestHandler):
        framed = ""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frame = f'<iframe src="{escape(self.framed)}" width="800" height="600"></iframe>'
            self.wfile.write(f"<h1>A course</h1>{frame}".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), CoursePage)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()

    def framing(link: str) -> str:
        CoursePage.framed = f"{server.address}/{link}"
        # By another name than the app's: to the browser it is another site, which gets no cookie of ours.
        return f"http://localhost:{site.server_port}/"

    yield framing
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.fixture
def guest(new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context(viewport=LAPTOP).new_page()
    page.set_default_timeout(PATIENCE)
    return page


def test_in_the_frame_of_another_site_one_can_train_and_stop(
    guest: Page, course: Callable[[str], str]
) -> None:
    guest.goto(course(f"?{LONG}&seed=41&view=lesson&embed=true"))
    app = guest.frame_locator("iframe")
    app.get_by_role("button", name="Train").click()
    status = app.get_by_test_id("stProgress")
    expect(status).to_contain_text("running")
    assert guest.context.cookies() == []
    app.get_by_role("button", name="Stop").click()
    expect(status).to_contain_text("stopped")
    framed = guest.frames[1]
    assert "embed=true" in framed.url
    assert framed.evaluate(OVERFLOW) <= 0
    expect(app.get_by_role("navigation")).to_have_count(0)


def test_an_embedded_lab_offers_no_links_of_itself(guest: Page, course: Callable[[str], str]) -> None:
    guest.goto(course("?embed=true"))
    app = guest.frame_locator("iframe")
    expect(app.get_by_role("button", name="Train")).to_be_visible()
    expect(app.get_by_role("button", name="Link")).to_have_count(0)
