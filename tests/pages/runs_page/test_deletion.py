"""Who started a run may delete it, after a word."""

from __future__ import annotations

import pytest

from bnviz.experiment import Setup
from bnviz.lessons.presets import PRESETS
from bnviz.runs.store import Store
from bnviz.ui.runs_page import deletion

from ..conftest import forced
from .listing import ANNA, BEN, Ended, Opened, chosen, listed, queued, told


def test_who_started_a_run_deletes_it_once_they_are_sure(opened: Opened, ended: Ended, store: Store) -> None:
    run, other = ended(seed=1), ended(seed=2)
    app = opened(runs=f"{run.id},{other.id}")
    app.button(key=f"runs_delete_{run.id}").click().run()
    app.run()  # as of itself, once something else has ended
    assert "Whoever has a link to it" in told(app)
    app.button(key="runs_delete_not").click().run()
    assert "Whoever has a link to it" not in told(app)
    assert store.get(run.id) is not None
    app.button(key=f"runs_delete_{run.id}").click().run()
    app.button(key="runs_delete_sure").click().run()
    assert store.get(run.id) is None
    assert chosen(app) == [other.id]
    assert listed(app)["run"].tolist() == [other.id]


def test_the_button_says_why_a_run_cannot_be_deleted(opened: Opened, ended: Ended, store: Store) -> None:
    theirs, kept = ended(BEN, seed=1), ended(seed=2)
    waits = queued(store, Setup(depth=5).experiment())
    preset = queued(store, PRESETS["quick-look"].setup.experiment())
    store.steering(ANNA).request_stop(preset.id)
    store.archive.pin(kept.id)
    app = opened(runs=",".join([theirs.id, kept.id, waits.id, preset.id]))
    buttons = [app.button(key=f"runs_delete_{run.id}") for run in (theirs, kept, waits, preset)]
    assert all(button.disabled for button in buttons)
    assert [button.help for button in buttons] == [
        "Only the person who started a run can delete it.",
        "This host keeps this run for all.",
        "A run can be deleted once it has ended.",
        "This host keeps this run for all.",
    ]


def test_the_store_refuses_what_a_page_should_not_have_offered(
    opened: Opened, ended: Ended, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = ended(BEN)
    app = opened(runs=theirs.id)
    forced(app.button(key=f"runs_delete_{theirs.id}")).click().run()
    assert not [button for button in app.button if button.key == "runs_delete_sure"]
    monkeypatch.setattr(deletion, "_why_not", lambda run: None)
    app.run().button(key=f"runs_delete_{theirs.id}").click().run()
    app.button(key="runs_delete_sure").click().run()
    assert "is not yours to delete" in app.error[0].value
    assert store.get(theirs.id) is not None


def test_a_room_s_run_stays_and_the_visitor_is_told(opened: Opened, ended: Ended, store: Store) -> None:
    run = ended()
    code = store.rooms.open("teacher").code
    store.rooms.show(code, "teacher", run.id, None, "{}")
    app = opened(runs=run.id)
    app.button(key=f"runs_delete_{run.id}").click().run()
    app.button(key="runs_delete_sure").click().run()
    assert "stays for now" in app.error[0].value
    assert store.get(run.id) is not None
