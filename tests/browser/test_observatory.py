"""Going back in time, from the bar, the keyboard and the plots; and steering what trains."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Visit
from .lab_page import LabPage

pytestmark = pytest.mark.browser

DONE = "width=16&steps=60&seed=3"
LONG = "width=16&steps=100000"
VIEWS = {
    "Distributions": ("layers", "nonlinearity"),
    "Shift": ("shift", "shift_strip", "rate", "gradient_change", "gradient_cosine"),
    "Gradients": ("gradient_norm", "gradient_strip", "flat"),
    "Scales": ("weight_norm", "gamma", "beta", "mean", "variance"),
}


def test_the_keyboard_goes_back_step_by_step_and_home(visit: Visit) -> None:
    lab = visit(DONE)
    lab.start_and_finish()
    lab.slider.focus()
    lab.page.keyboard.press("ArrowLeft")
    lab.expect_step("59")
    cursor = lab.panel("layers").locator(".cursor > *").first
    expect(cursor).to_be_visible()
    lab.page.keyboard.press("Home")
    expect(lab.slider).to_have_attribute("aria-valuetext", "step 0")
    lab.page.keyboard.press("End")
    expect(lab.slider).to_have_attribute("aria-valuetext", re.compile("newest"))
    expect(cursor).to_be_hidden()


def test_a_click_in_a_plot_goes_to_its_step_and_layer(visit: Visit) -> None:
    lab = visit(DONE)
    lab.start_and_finish()
    plot = lab.panel("layers").locator(".nsewdrag").nth(3)
    box = plot.bounding_box()
    assert box is not None
    lab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(lab.panel("layers").locator(".hoverlayer .legend")).to_be_visible()
    lab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lab.expect_step("30")
    expect(lab.control("formula_layer").locator("input")).to_have_value("2")


def test_a_replay_runs_to_the_end(visit: Visit) -> None:
    lab = visit("width=8&steps=4&seed=3")
    lab.start_and_finish()
    lab.note_steps()
    lab.time.get_by_role("button", name=re.compile("play", re.IGNORECASE)).click()
    lab.page.wait_for_function("noted.includes('step 3') && noted.at(-1).startsWith('newest')")
    assert lab.noted_steps() == ["step 0", "step 1", "step 2", "step 3", "newest, step 4"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_its_figures_and_tells_what_they_show(view: str, visit: Visit) -> None:
    lab = visit(DONE)
    lab.start_and_finish()
    lab.look_at(view)
    for name in VIEWS[view]:
        lab.panel(name).scroll_into_view_if_needed()
        expect(lab.panel(name).locator(".main-svg").first).to_be_visible()
        expect(lab.panel(name)).to_have_attribute("aria-label", re.compile("step 60"))


def test_the_images_of_a_step_can_be_seen(visit: Visit) -> None:
    lab = visit(DONE)
    lab.start_and_finish()
    lab.look_at("Images")
    expect(lab.page.get_by_text("The mini-batch of step 60")).to_be_visible()
    expect(lab.page.get_by_text(re.compile("of 512 probe images wrong")).first).to_be_visible()


def test_a_run_is_paused_walked_and_steered(visit: Visit) -> None:
    lab = visit(LONG)
    lab.start()
    lab.control("pause").get_by_role("button").click()
    lab.expect_state("paused")
    step = _step(lab)
    lab.control("walk_1").get_by_role("button").click()
    expect(lab.status).to_contain_text(f"step {step + 1:,} of")
    lab.expect_state("paused")
    lab.choose("wheel_rate", "lr 0.3")
    lab.control("change_rate").get_by_role("button").click()
    expect(lab.panel("loss").get_by_text("lr 0.3")).to_be_visible()
    lab.control("pause").get_by_role("button").click()
    lab.expect_state("running")


def test_rewind_puts_another_learning_rate_beside_the_run(visit: Visit) -> None:
    lab = visit(DONE)
    lab.start_and_finish()
    first = str(lab.run_id)
    lab.choose("wheel_rate", "lr 0.3")
    expect(lab.control("wheel_rate").get_by_role("combobox")).to_have_value("lr 0.3")
    lab.control("rewind").get_by_role("button").click()
    lab.expect_query(**{"with": first})
    expect(lab.panel("layers").get_by_text("no BN lr 0.3")).to_be_visible()
    expect(lab.panel("layers").get_by_text("no BN lr 0.1")).to_be_visible()
    assert len(lab.points("loss")) == 4


def _step(lab: LabPage) -> int:
    """The step at which a run is paused."""
    found = re.search(r"step ([\d,]+) of", lab.status.inner_text())
    assert found is not None
    return int(found[1].replace(",", ""))
