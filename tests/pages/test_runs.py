"""The page of all runs: what it lists, what a visitor notes and deletes, and what its link holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest
from views.recorded import noise, recorded

from bnviz.experiment import Experiment, Setup
from bnviz.lessons.presets import PRESETS
from bnviz.runs import marks
from bnviz.runs.adoption import Facts
from bnviz.runs.marks import Mark
from bnviz.runs.run import Run
from bnviz.runs.schema import ACTIVE, runs
from bnviz.runs.store import Store
from bnviz.ui.runs_page import deletion, overlay
from bnviz.ui.runs_page.chosen import MOST

from .conftest import forced

ANNA, BEN = "a" * 64, "b" * 64
PAGE = "pages/runs.py"

Ended = Callable[..., Run]


@pytest.fixture(autouse=True)
def _anna(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sits before the page, unless a test says otherwise."""
    monkeypatch.setattr("bnviz.ui.visitor.visitor_id", lambda token: ANNA)


@pytest.fixture
def ended(store: Store) -> Ended:
    """Makes a run with a result and layers, summed up."""

    def make(owner: str | None = ANNA, *, diverged: int | None = None, **settings: Any) -> Run:
        setup = Setup(**{"depth": 2, "width": 10, "batch_size": 8, "steps": 6} | settings)
        run = queued(store, setup.experiment(), owner)
        claimed = store.claim("worker", run.id)
        assert claimed is not None
        _, curves = recorded(**settings)
        tables = {name: getattr(curves, name) for name in ("losses", "tests", "layers", "distributions")}
        store.append(claimed, tables, 6, 0.1)
        store.finish(claimed, "done", result(run.experiment, diverged), seconds=0.1)
        store.catalogue.catch_up()
        found = store.get(run.id)
        assert found is not None
        return found

    return make


def queued(store: Store, experiment: Experiment, owner: str | None = ANNA) -> Run:
    return store.submit(experiment, "mnist", noise().fingerprint, "1", "cpu", owner)


def result(experiment: Experiment, diverged: int | None) -> dict[str, Any]:
    """The first arm does well, the last one diverges if it is to."""
    arms = [{"test_loss": 0.1, "test_accuracy": 0.975, "diverged_at": None} for _ in experiment.arms]
    if diverged is not None:
        arms[-1] = {"test_loss": None, "test_accuracy": 0.0, "diverged_at": diverged}
    return {"arms": arms}


@pytest.fixture
def opened(app: AppTest) -> Callable[..., AppTest]:
    def open_runs(**query: str) -> AppTest:
        app.run()
        app.switch_page(PAGE)
        app.query_params.update(query)
        return app.run()

    return open_runs


def listed(app: AppTest) -> pd.DataFrame:
    assert not app.exception
    assert not app.error
    return app.dataframe[0].value


def told(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.markdown, *app.caption, *app.warning, *app.info])


def chosen(app: AppTest) -> list[str]:
    ids: list[str] = app.session_state["runs_chosen"]
    return ids


def test_a_first_visitor_is_shown_the_way_to_the_lab(opened: Callable[..., AppTest]) -> None:
    app = opened()
    assert "Nothing was trained here yet" in told(app)
    assert not app.dataframe
    app.button(key="runs_lab").click().run()
    assert app.button(key="train")


def test_who_has_runs_sees_them_first_and_then_those_of_all(
    opened: Callable[..., AppTest], ended: Ended
) -> None:
    own, other = ended(seed=1), ended(BEN, seed=2)
    app = opened()
    assert listed(app)["run"].tolist() == [own.id]
    app.segmented_control(key="runs_scope").set_value("all").run()
    assert listed(app)["run"].tolist() == [other.id, own.id]
    app.segmented_control(key="runs_scope").set_value("pinned").run()
    assert "You have pinned nothing yet" in told(app)


def test_who_has_none_sees_those_of_all(opened: Callable[..., AppTest], ended: Ended) -> None:
    other = ended(BEN)
    assert listed(opened())["run"].tolist() == [other.id]


def test_a_row_has_the_numbers_that_were_measured(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    run = ended()
    app = opened()
    app.selectbox(key="runs_per_cent").set_value(50).run()
    (row,) = listed(app).to_dict("records")
    tests, layers = store.read(run.id, "tests")[0], store.read(run.id, "layers")[0]
    assert (row["BN, %"], row["no BN, %"]) == (97.5, 97.5)
    assert row["BN, shift"] == pytest.approx(layers.query("arm == 0 and step == 6")["shift"].mean())
    assert tests["test_accuracy"].max() < 0.5
    assert pd.isna(row["BN, steps"])


def test_who_diverged_is_told_in_words_and_has_no_numbers(
    opened: Callable[..., AppTest], ended: Ended
) -> None:
    ended(diverged=1_234)
    (row,) = listed(opened()).to_dict("records")
    assert row["state"] == "done, no BN diverged at step 1,234"
    assert row["BN, %"] == 97.5
    assert pd.isna(row["no BN, %"])


def test_a_run_that_came_in_a_file_is_called_imported(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    run = ended(None)
    imported = store.adopt(Facts.of(run), {})
    states = listed(opened()).set_index("run")["state"]
    assert states.to_dict() == {run.id: "done", imported.id: "done, imported from a file"}


def test_there_are_columns_for_the_networks_that_there_are(
    opened: Callable[..., AppTest], ended: Ended
) -> None:
    ended(normalization="layer")
    columns = set(listed(opened()).columns)
    assert columns == {"what", "state", "LN, %", "LN, steps", "LN, shift", "asked for", "run"}


def test_what_waits_is_listed_without_numbers(opened: Callable[..., AppTest], store: Store) -> None:
    queued(store, Setup(depth=5).experiment())
    (row,) = listed(opened()).to_dict("records")
    assert row["state"] == "queued"
    assert pd.isna(row["BN, %"])


@pytest.mark.parametrize(
    ("said", "count"),
    [("my first", 1), ("RELU", 1), ("ln", 1), ("no bn", 2), ("seed 2 relu", 1), ("tanh", 0), ("a note", 1)],
)
def test_a_search_finds_what_is_said_of_a_run(
    opened: Callable[..., AppTest], ended: Ended, store: Store, said: str, count: int
) -> None:
    named = ended(seed=1)
    ended(seed=2, activation="relu")
    ended(seed=3, normalization="layer")
    store.marks.name(ANNA, named.id, "My first")
    store.marks.note(ANNA, named.id, "with a note")
    app = opened()
    app.text_input(key="runs_search").set_value(said).run()
    assert len(listed(app)) == count if count else "No run fits" in told(app)


def test_a_search_finds_the_title_of_a_preset_and_the_id_of_a_run(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    ended()
    preset = queued(store, PRESETS["deep-sigmoid"].setup.experiment())
    app = opened()
    for said in ("deep sig", preset.id[:6]):
        app.text_input(key="runs_search").set_value(said).run()
        assert listed(app)["run"].tolist() == [preset.id]


def test_filters_leave_what_fits(opened: Callable[..., AppTest], ended: Ended, store: Store) -> None:
    relu = ended(activation="relu")
    ended(activation="tanh")
    preset = queued(store, PRESETS["deep-sigmoid"].setup.model_copy(update={"seed": 5}).experiment())
    app = opened()
    app.selectbox(key="runs_activation").set_value("relu").run()
    assert listed(app)["run"].tolist() == [relu.id]
    app.selectbox(key="runs_activation").set_value(None)
    app.selectbox(key="runs_preset").set_value("deep-sigmoid").run()
    assert listed(app)["run"].tolist() == [preset.id]
    app.selectbox(key="runs_state").set_value("done").run()
    assert "No run fits" in told(app)


def test_a_name_and_a_note_are_kept_and_shown_as_they_are(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
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
    opened: Callable[..., AppTest], ended: Ended, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "MOST", 0)
    run = ended()
    app = opened(runs=run.id)
    app.text_input(key=f"runs_name_{run.id}").set_value("mine").run()
    assert "You have marked 0 runs" in app.error[0].value
    assert store.catalogue.entries(ANNA, [run.id])[0].mark == Mark()


def test_a_field_leaves_what_another_page_noted_meanwhile(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    run = ended()
    app = opened(runs=run.id)
    store.marks.note(ANNA, run.id, "of another tab")
    app.text_input(key=f"runs_name_{run.id}").set_value("mine").run()
    assert store.catalogue.entries(ANNA, [run.id])[0].mark == Mark("mine", "of another tab")


def test_a_pin_puts_a_run_first_and_can_be_taken_away(opened: Callable[..., AppTest], ended: Ended) -> None:
    first, second = ended(seed=1), ended(seed=2)
    app = opened(runs=first.id)
    assert listed(app)["run"].tolist() == [second.id, first.id]
    app.button(key=f"runs_pin_{first.id}").click().run()
    assert listed(app)["run"].tolist() == [first.id, second.id]
    assert listed(app)["name"].tolist() == ["★ ", ""]
    app.button(key=f"runs_pin_{first.id}").click().run()
    assert listed(app)["run"].tolist() == [second.id, first.id]


def test_a_link_holds_what_is_chosen_and_shows_it_on_the_same_axes(
    opened: Callable[..., AppTest], ended: Ended
) -> None:
    ids = [ended(BEN, seed=seed).id for seed in (3, 1, 2)]
    app = opened(runs=",".join(ids))
    assert chosen(app) == ids
    panels = {element.proto.id: element.proto.mixed for element in app.get("bidi_component")}
    assert len(panels) >= 2
    assert [f"**{label}**" in told(app) for label in "ABCD"] == [True, True, True, False]
    app.button(key=f"runs_leave_{ids[1]}").click().run()
    assert app.query_params["runs"] == ",".join([ids[0], ids[2]])


def test_a_class_sees_what_is_chosen_and_no_private_note(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    run = ended()
    store.marks.name(ANNA, run.id, "My run")
    store.marks.note(ANNA, run.id, "not for the class")
    app = opened(runs=run.id).button(key="present").click().run()
    assert "My run" in told(app)
    assert "not for the class" not in told(app)
    assert not app.dataframe
    assert [button.key for button in app.button] == ["leave"]


def test_two_runs_can_be_compared_in_the_lab(opened: Callable[..., AppTest], ended: Ended) -> None:
    one, other = ended(seed=1), ended(seed=2)
    app = opened(runs=f"{one.id},{other.id}")
    app.button(key="runs_compare").click().run()
    assert (app.session_state["run"], app.session_state["compared"]) == (one.id, other.id)


def test_what_a_link_gets_wrong_is_answered_and_the_rest_is_shown(
    opened: Callable[..., AppTest], ended: Ended
) -> None:
    run = ended()
    app = opened(runs=f"{run.id},0123456789,<b>")
    assert chosen(app) == [run.id]
    assert [warning.value.startswith(r"runs\: ") for warning in app.warning] == [True, True]
    assert "no run of this name is kept here" in told(app)


def test_of_too_many_the_first_are_shown(opened: Callable[..., AppTest], ended: Ended) -> None:
    ids = [ended(seed=seed).id for seed in range(MOST + 1)]
    app = opened(runs=",".join(ids))
    assert chosen(app) == ids[:MOST]
    assert "choose at most 6" in told(app)


def test_too_many_networks_are_answered_with_a_sentence(
    opened: Callable[..., AppTest], ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlay, "MOST_ARMS", 3)
    ids = [ended(seed=seed).id for seed in (1, 2)]
    assert "Together these runs have 4 networks" in told(opened(runs=",".join(ids)))


def test_who_started_a_run_deletes_it_once_they_are_sure(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
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


def test_the_button_says_why_a_run_cannot_be_deleted(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
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
    opened: Callable[..., AppTest], ended: Ended, store: Store, monkeypatch: pytest.MonkeyPatch
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


def test_a_room_s_run_stays_and_the_visitor_is_told(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    run = ended()
    code = store.rooms.open("teacher").code
    store.rooms.show(code, "teacher", run.id, None, "{}")
    app = opened(runs=run.id)
    app.button(key=f"runs_delete_{run.id}").click().run()
    app.button(key="runs_delete_sure").click().run()
    assert "stays for now" in app.error[0].value
    assert store.get(run.id) is not None


def test_what_is_gone_is_no_longer_chosen_and_the_visitor_is_told(
    opened: Callable[..., AppTest], ended: Ended, store: Store
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
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    old, new = ended(seed=1), ended(seed=2)
    with store.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == old.id).values(experiment='{"depth": 99}'))
    app = opened(runs=f"{old.id},{new.id}")
    assert chosen(app) == [new.id]
    assert old.id in app.warning[0].value


def test_a_list_looks_again_only_while_something_changes(
    opened: Callable[..., AppTest], ended: Ended, store: Store
) -> None:
    ended()
    app = opened()
    assert app.session_state["runs_changes"] is False
    waits = queued(store, Setup(depth=5).experiment())
    assert waits.state in ACTIVE
    app.run()
    assert app.session_state["runs_changes"] is True
    store.steering(ANNA).request_stop(waits.id)
    app.run()
    assert app.session_state["runs_changes"] is True  # until it is summed up
    store.catalogue.catch_up()
    app.run()
    assert app.session_state["runs_changes"] is False
