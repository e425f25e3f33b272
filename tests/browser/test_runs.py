"""A run belongs to its experiment, not to a tab: it is found again from anywhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bnviz.fields import field
from bnviz.runs.store import Store

from .conftest import Visit
from .server import Server

pytestmark = pytest.mark.browser


def attempts(server: Server, run_id: str) -> int:
    """How often a run was trained."""
    store = Store(server.database)
    run = store.get(run_id)
    store.close()
    assert run is not None
    return run.attempt


def test_who_asks_for_the_same_experiment_is_shown_the_run_there_is(visit: Visit, server: Server) -> None:
    query = "width=8&steps=40&seed=11"
    anna = visit(query)
    anna.start_and_finish()
    ben = visit(query)
    ben.start_and_finish()
    assert ben.run_id == anna.run_id
    assert ben.points("loss") == anna.points("loss") == [40, 40]
    assert attempts(server, str(anna.run_id)) == 1


def test_a_link_with_nothing_but_a_run_brings_its_settings(visit: Visit) -> None:
    anna = visit("depth=2&width=8&steps=40")
    anna.start_and_finish()
    ben = visit(f"run={anna.run_id}")
    ben.expect_state("done")
    assert (ben.shown(field("depth")), ben.shown(field("width"))) == ("2", "8")


def test_another_page_and_back(visit: Visit) -> None:
    lab = visit("depth=2&width=8&steps=40&activation=tanh")
    lab.start_and_finish()
    before = lab.query
    lab.go_to("What the plots mean")
    expect(lab.page.get_by_role("heading", name="What the plots mean")).to_be_visible()
    lab.page.get_by_role("link", name="Training lab").click()
    lab.wait_until_drawn()
    lab.expect_state("done")
    lab.wait_for_points()
    assert lab.shown(field("activation")) == "tanh"
    lab.expect_query(**before)
    assert lab.query == before


def test_reset_empties_the_picture_and_keeps_the_run(visit: Visit) -> None:
    lab = visit("width=8&steps=40")
    lab.start()
    link = lab.page.url.partition("?")[2]
    lab.reset.click()
    expect(lab.status).to_contain_text("press Train")
    lab.wait_until_empty()
    assert lab.shown(field("width")) == "100"
    assert lab.query == {}
    lab.open(link)
    lab.expect_state("done")


def test_figures_are_not_made_anew_when_training_begins(visit: Visit) -> None:
    lab = visit("width=8&steps=40&seed=12")
    panels = [lab.panel(name) for name in ("loss", "layers", "nonlinearity")]
    for panel in panels:
        panel.evaluate("figure => { figure.known = true; }")
    lab.start_and_finish()
    assert [panel.evaluate("figure => figure.known") for panel in panels] == [True] * 3


def test_changed_controls_are_told_from_the_run_below(visit: Visit) -> None:
    lab = visit("width=8&steps=40")
    lab.start()
    notice = lab.page.get_by_text("Below is another run")
    assert notice.count() == 0
    lab.choose("activation", "tanh")
    expect(notice).to_be_visible()


def test_a_diverged_arm_is_marked_and_the_other_goes_on(visit: Visit) -> None:
    lab = visit("activation=identity&initialization=he&learning_rate=1&width=16&steps=60")
    lab.start_and_finish()
    expect(lab.status).to_contain_text("diverged at step")
    expect(lab.panel("loss").get_by_text("diverged", exact=True)).to_be_visible()
    normalized, plain = lab.points("loss")
    assert normalized == 60
    assert 0 < plain < 60
