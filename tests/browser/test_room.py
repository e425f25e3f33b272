"""A teacher, a student, a third: a room is followed live, left and come back to, and only one may steer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from bnviz.runs.store import Store

from .conftest import LAPTOP, Visit
from .lab_page import DRAWS, LabPage
from .server import Server

pytestmark = pytest.mark.browser

# Keeps what a page tells the server, to be told again, here or from another page.
SPY = """
    const Own = WebSocket;
    window.WebSocket = class extends Own {
        constructor(...options) { super(...options); window.socket = this; window.sent = []; }
        send(message) { sent.push([...new Uint8Array(message)]); super.send(message); }
    };
"""
SENT = "sent.filter((bytes) => new TextDecoder().decode(new Uint8Array(bytes)).includes('-pause'))"
SEND = "bytes => socket.send(new Uint8Array(bytes))"
SHORT = "width=8&steps=40"
BEAMER = {"width": 1920, "height": 1080}
ABOVE_THE_BAR = """() => {
    const [layers, bar] = ["[data-panel=layers]", ".st-key-time_bar"].map((part) =>
        document.querySelector(part).getBoundingClientRect());
    return layers.height > 0 && layers.bottom <= bar.top + 1;
}"""
LONG = "width=100&depth=3&steps=100000"


def strip(lab: LabPage) -> Locator:
    return lab.page.locator(".st-key-room")


def press(lab: LabPage, name: str) -> None:
    lab.page.get_by_role("button", name=name).click()


def open_room(lab: LabPage) -> str:
    """Open a room on this page; its code."""
    lab.page.locator(".st-key-door").get_by_role("button").click()
    press(lab, "Open a room")
    expect(strip(lab)).to_contain_text("Room")
    lab.page.keyboard.press("Escape")
    lab.page.wait_for_url(re.compile(r"[?&]room="))
    return lab.query["room"]


def state(server: Server, run_id: str | None) -> str:
    store = Store(server.database)
    run = store.get(str(run_id))
    store.close()
    assert run is not None
    return run.state


@pytest.fixture
def teacher(visit: Visit) -> LabPage:
    """Who trains a network in an open room."""
    lab = visit(f"{LONG}&seed=61")
    open_room(lab)
    lab.start()
    return lab


@pytest.fixture
def student(visit: Visit, teacher: LabPage) -> LabPage:
    lab = visit(f"room={teacher.query['room']}")
    lab.expect_query(run=str(teacher.run_id))
    return lab


@pytest.mark.parametrize("window", [LAPTOP, BEAMER], ids=["laptop", "beamer"])
def test_with_its_room_a_projector_still_shows_all_layers(visit: Visit, window: dict[str, int]) -> None:
    lab = visit(SHORT, viewport=window)
    open_room(lab)
    lab.start_and_finish()
    press(lab, "Present")
    expect(strip(lab).get_by_role("button", name="Join")).to_be_visible()
    lab.wait_until_idle()
    expect(lab.panel("layers")).to_be_visible()
    lab.page.wait_for_function(ABOVE_THE_BAR)


def test_the_way_in_is_on_the_page(visit: Visit) -> None:
    teacher = visit()
    code = open_room(teacher)
    teacher.page.locator(".st-key-door").get_by_role("button").click()
    link = f"{teacher.server.address}/?room={code}"
    expect(teacher.page.get_by_role("img", name=f"QR code of {link}")).to_be_visible()
    expect(teacher.page.get_by_text(link, exact=True)).to_be_visible()
    late = visit()
    late.page.locator(".st-key-door").get_by_role("button").click()
    late.page.get_by_role("textbox", name="Join a room").fill(code.lower())
    late.page.keyboard.press("Enter")
    expect(strip(late)).to_contain_text(f"Following room {code}")


def test_a_student_follows_run_step_and_view_breaks_away_and_comes_back(
    teacher: LabPage, student: LabPage, visit: Visit
) -> None:
    shown = str(teacher.run_id)
    expect(strip(teacher)).to_contain_text("1 following")
    teacher.look_at("Gradients")
    expect(student.panel("gradient_norm")).to_be_visible()
    expect(student.page.get_by_role("radio", name="Gradients")).to_be_disabled()
    teacher.slider.focus()
    teacher.page.keyboard.press("Home")
    following = student.time.locator("[role=slider], input[type=range]").first
    expect(following).to_have_attribute("aria-valuetext", "step 0")
    expect(student.train).to_be_disabled()

    press(student, "Try on my own")
    expect(strip(teacher)).to_contain_text("0 following · 1 away")
    student.control("seed").locator("input").fill("62")
    student.page.keyboard.press("Enter")
    student.expect_query(seed="62")
    expect(student.train).to_be_enabled()
    student.train.click()
    student.page.wait_for_function("run => !location.search.includes(`run=${run}`)", arg=shown)
    assert teacher.run_id == shown
    student.stop.click()
    student.expect_state("stopped")

    press(student, "Back to the room")
    student.expect_query(run=shown)
    expect(strip(student)).to_contain_text("Following room")
    expect(strip(teacher)).to_contain_text("1 following")
    expect(strip(teacher)).not_to_contain_text("away")


def spied_on(lab: LabPage) -> LabPage:
    """The same page, opened again, with all that it tells the server kept."""
    lab.page.add_init_script(SPY)
    lab.page.reload()
    lab.wait_until_drawn()
    return lab


def test_a_third_cannot_steer_the_run_try_as_it_may(
    teacher: LabPage, student: LabPage, visit: Visit, server: Server
) -> None:
    third = spied_on(visit(f"run={teacher.run_id}"))
    open_room(third)  # to show it in a room of one's own helps nothing
    for lab in (student, third):
        expect(lab.stop).to_be_disabled()
    expect(third.control("pause").get_by_role("button")).to_be_disabled()

    spied_on(teacher)
    teacher.control("pause").get_by_role("button").click()
    teacher.expect_state("paused")
    message, *_ = teacher.page.evaluate(SENT)  # a busy page may tell of one press twice
    press(teacher, "Resume")
    teacher.expect_state("running")
    third.expect_state("running")

    before = third.draws()
    third.page.evaluate(SEND, message)
    third.page.wait_for_function(f"count => {DRAWS} >= count", arg=before + 3)
    assert state(server, teacher.run_id) == "running"
    teacher.page.evaluate(SEND, message)  # from whom it came it is obeyed
    teacher.expect_state("paused")
    student.expect_state("paused")


def test_a_class_guesses_and_a_closed_room_lets_it_go(visit: Visit) -> None:
    teacher = visit("width=8&steps=40000&seed=63&normalization=both")
    code = open_room(teacher)
    student = visit(f"room={code}")
    strip(student).get_by_role("radio", name="BN", exact=True).click()
    expect(strip(student)).to_contain_text("BN (your guess)")
    teacher.start()
    student.expect_query(run=str(teacher.run_id))
    expect(strip(student)).to_contain_text("BN (your guess)")
    expect(strip(teacher)).to_contain_text("1 guessed")
    teacher.page.locator(".st-key-door").get_by_role("button").click()
    press(teacher, "Close the room")
    expect(strip(student)).to_contain_text("Following")
    press(teacher, "Close it")
    expect(strip(teacher)).to_be_hidden()
    expect(student.page.get_by_text(f"Room {code} is closed")).to_be_visible()
    expect(student.train).to_be_enabled()
