"""What is chosen of the list, which the link holds and the page shows on the same axes."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bnviz.runs.schema import runs
from bnviz.runs.store import Store
from bnviz.ui.runs_page import overlay
from bnviz.ui.runs_page.chosen import MOST

from .listing import ANNA, BEN, Ended, Opened, chosen, told


def test_a_link_holds_what_is_chosen_and_shows_it_on_the_same_axes(opened: Opened, ended: Ended) -> None:
    ids = [ended(BEN, seed=seed).id for seed in (3, 1, 2)]
    app = opened(runs=",".join(ids))
    assert chosen(app) == ids
    panels = {element.proto.id: element.proto.mixed for element in app.get("bidi_component")}
    assert len(panels) >= 2
    assert [f"**{label}**" in told(app) for label in "ABCD"] == [True, True, True, False]
    app.button(key=f"runs_leave_{ids[1]}").click().run()
    assert app.query_params["runs"] == ",".join([ids[0], ids[2]])


def test_a_class_sees_what_is_chosen_and_no_private_note(opened: Opened, ended: Ended, store: Store) -> None:
    run = ended()
    store.marks.name(ANNA, run.id, "My run")
    store.marks.note(ANNA, run.id, "not for the class")
    app = opened(runs=run.id).button(key="present").click().run()
    assert "My run" in told(app)
    assert "not for the class" not in told(app)
    assert not app.dataframe
    assert [button.key for button in app.button] == ["leave"]


def test_two_runs_can_be_compared_in_the_lab(opened: Opened, ended: Ended) -> None:
    one, other = ended(seed=1), ended(seed=2)
    app = opened(runs=f"{one.id},{other.id}")
    app.button(key="runs_compare").click().run()
    assert (app.session_state["run"], app.session_state["compared"]) == (one.id, other.id)


def test_what_a_link_gets_wrong_is_answered_and_the_rest_is_shown(opened: Opened, ended: Ended) -> None:
    run = ended()
    app = opened(runs=f"{run.id},0123456789,<b>")
    assert chosen(app) == [run.id]
    assert [warning.value.startswith(r"runs\: ") for warning in app.warning] == [True, True]
    assert "no run of this name is kept here" in told(app)


def test_of_too_many_the_first_are_shown(opened: Opened, ended: Ended) -> None:
    ids = [ended(seed=seed).id for seed in range(MOST + 1)]
    app = opened(runs=",".join(ids))
    assert chosen(app) == ids[:MOST]
    assert "choose at most 6" in told(app)


def test_too_many_networks_are_answered_with_a_sentence(
    opened: Opened, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlay, "MOST_ARMS", 3)
    ids = [ended(seed=seed).id for seed in (1, 2)]
    assert "Together these runs have 4 networks" in told(opened(runs=",".join(ids)))


def test_what_is_gone_is_no_longer_chosen_and_the_visitor_is_told(
    opened: Opened, ended: Ended, store: Store
) -> None:
    gone, left = ended(seed=1), ended(seed=2)
    app = opened(runs=f"{gone.id},{left.id}")
    store.archive.delete(gone.id, ANNA)
    app.run()
    assert chosen(app) == [left.id]
    assert app.query_params["runs"] == left.id
    assert gone.id in app.warning[0].value
    assert "no run of this name is kept here" in app.warning[0].value


def test_a_run_of_another_version_is_answered_and_the_rest_is_shown(
    opened: Opened, ended: Ended, store: Store
) -> None:
    old, new = ended(seed=1), ended(seed=2)
    with store.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == old.id).values(experiment='{"depth": 99}'))
    app = opened(runs=f"{old.id},{new.id}")
    assert chosen(app) == [new.id]
    assert old.id in app.warning[0].value
