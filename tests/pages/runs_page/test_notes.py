"""What a visitor notes of runs: names, notes and pins."""

from __future__ import annotations

import pytest

from bnviz.runs import marks
from bnviz.runs.marks import Mark
from bnviz.runs.store import Store

from .listing import ANNA, Ended, Opened, listed, told


def test_a_name_and_a_note_are_kept_and_shown_as_they_are(opened: Opened, ended: Ended, store: Store) -> None:
    run = ended()
    app = opened(runs=run.id)
    app.text_input(key=f"runs_name_{run.id}").set_value("<b>*x*</b>").run()
    app.text_area(key=f"runs_note_{run.id}").set_value("[a](http://b)\n$c$").run()
    (kept,) = store.catalogue.entries(ANNA, [run.id])
    assert kept.mark == Mark("<b>*x*</b>", "[a](http://b)\n$c$")
    assert listed(app)["name"].tolist() == ["<b>*x*</b>"]
    assert r"\<b\>\*x\*\</b\>".replace("/", r"\/") in told(app)
    assert r"\$c\$" in told(app)


def test_a_name_that_cannot_be_kept_is_answered(
    opened: Opened, ended: Ended, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "MOST", 0)
    run = ended()
    app = opened(runs=run.id)
    app.text_input(key=f"runs_name_{run.id}").set_value("mine").run()
    assert "You have marked 0 runs" in app.error[0].value
    assert store.catalogue.entries(ANNA, [run.id])[0].mark == Mark()


def test_a_field_leaves_what_another_page_noted_meanwhile(opened: Opened, ended: Ended, store: Store) -> None:
    run = ended()
    app = opened(runs=run.id)
    store.marks.note(ANNA, run.id, "of another tab")
    app.text_input(key=f"runs_name_{run.id}").set_value("mine").run()
    assert store.catalogue.entries(ANNA, [run.id])[0].mark == Mark("mine", "of another tab")


def test_a_pin_puts_a_run_first_and_can_be_taken_away(opened: Opened, ended: Ended) -> None:
    first, second = ended(seed=1), ended(seed=2)
    app = opened(runs=first.id)
    assert listed(app)["run"].tolist() == [second.id, first.id]
    app.button(key=f"runs_pin_{first.id}").click().run()
    assert listed(app)["run"].tolist() == [first.id, second.id]
    assert listed(app)["name"].tolist() == ["★ ", ""]
    app.button(key=f"runs_pin_{first.id}").click().run()
    assert listed(app)["run"].tolist() == [second.id, first.id]
