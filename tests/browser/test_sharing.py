"""Two browsers at one link: both see the run, and only who started it can stop it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bnviz.runs.run import Run
from bnviz.runs.store import Store

from .conftest import Visit
from .lab_page import LabPage
from .server import Server

pytestmark = pytest.mark.browser

LONG = "steps=60000&width=100"
# What the button would do if it were not greyed out: the browser keeps that from any click.
FORCE = """button => {
    const handlers = Object.keys(button).find(key => key.startsWith("__reactProps"));
    button[handlers].onClick(new MouseEvent("click"));
}"""


def the_run(server: Server, lab: LabPage) -> Run:
    store = Store(server.database)
    run = store.get(str(lab.run_id))
    store.close()
    assert run is not None
    return run


def test_one_link_is_one_run_that_only_its_owner_can_stop(visit: Visit, server: Server) -> None:
    anna = visit(LONG)
    anna.start()
    ben = visit(anna.page.url.partition("?")[2])
    assert ben.run_id == anna.run_id
    expect(ben.status).to_contain_text("shared: started by another visitor")
    expect(anna.status).not_to_contain_text("shared")
    ben.wait_for_points()

    for button in (ben.stop, ben.control("pause").get_by_role("button")):
        expect(button).to_be_disabled()
        button.evaluate(FORCE)
    ben.wait_for_draws(4)
    run = the_run(server, ben)
    assert (run.state, run.stop_requested, run.pause_at) == ("running", False, None)

    ben.stop.hover(force=True)
    expect(ben.page.get_by_text("Train another seed for one of your own.")).to_be_visible()
    anna.stop.evaluate(FORCE)  # which is as good as a click where it is allowed
    for lab in (anna, ben):
        lab.expect_state("stopped")


def test_the_owner_is_known_again_after_a_reload_and_in_another_tab(visit: Visit) -> None:
    anna = visit(LONG)
    anna.start()
    anna.page.reload()
    anna.wait_until_drawn()
    expect(anna.stop).to_be_enabled()
    another = LabPage(anna.page.context.new_page(), anna.server)
    another.open(f"run={anna.run_id}")
    expect(another.stop).to_be_enabled()


def test_the_menu_leads_to_what_the_host_allows(visit: Visit) -> None:
    lab = visit("width=8&steps=40")
    lab.go_to("About this host")
    expect(lab.page.get_by_role("heading", name="About this host")).to_be_visible()
    expect(lab.page.get_by_test_id("stMetric").filter(has_text="Workers")).to_contain_text(
        re.compile("[1-9]")
    )
    expect(lab.page.get_by_role("cell", name="The longest training")).to_be_visible()
