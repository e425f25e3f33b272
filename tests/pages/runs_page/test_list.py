"""What the list of runs shows, finds and leaves out."""

from __future__ import annotations

import pandas as pd
import pytest

from bnviz.experiment import Setup
from bnviz.lessons.presets import PRESETS
from bnviz.runs.adoption import Facts
from bnviz.runs.schema import ACTIVE
from bnviz.runs.store import Store

from .listing import ANNA, BEN, Ended, Opened, listed, queued, told


def test_a_first_visitor_is_shown_the_way_to_the_lab(opened: Opened) -> None:
    app = opened()
    assert "Nothing was trained here yet" in told(app)
    assert not app.dataframe
    app.button(key="runs_lab").click().run()
    assert app.button(key="train")


def test_who_has_runs_sees_them_first_and_then_those_of_all(opened: Opened, ended: Ended) -> None:
    own, other = ended(seed=1), ended(BEN, seed=2)
    app = opened()
    assert listed(app)["run"].tolist() == [own.id]
    app.segmented_control(key="runs_scope").set_value("all").run()
    assert listed(app)["run"].tolist() == [other.id, own.id]
    app.segmented_control(key="runs_scope").set_value("pinned").run()
    assert "You have pinned nothing yet" in told(app)


def test_who_has_none_sees_those_of_all(opened: Opened, ended: Ended) -> None:
    other = ended(BEN)
    assert listed(opened())["run"].tolist() == [other.id]


def test_a_row_has_the_numbers_that_were_measured(opened: Opened, ended: Ended, store: Store) -> None:
    run = ended()
    app = opened()
    app.selectbox(key="runs_per_cent").set_value(50).run()
    (row,) = listed(app).to_dict("records")
    tests, layers = store.read(run.id, "tests")[0], store.read(run.id, "layers")[0]
    assert (row["BN, %"], row["no BN, %"]) == (97.5, 97.5)
    assert row["BN, shift"] == pytest.approx(layers.query("arm == 0 and step == 6")["shift"].mean())
    assert tests["test_accuracy"].max() < 0.5
    assert pd.isna(row["BN, steps"])


def test_who_diverged_is_told_in_words_and_has_no_numbers(opened: Opened, ended: Ended) -> None:
    ended(diverged=1_234)
    (row,) = listed(opened()).to_dict("records")
    assert row["state"] == "done, no BN diverged at step 1,234"
    assert row["BN, %"] == 97.5
    assert pd.isna(row["no BN, %"])


def test_a_run_that_came_in_a_file_is_called_imported(opened: Opened, ended: Ended, store: Store) -> None:
    run = ended(None)
    imported = store.adopt(Facts.of(run), {})
    states = listed(opened()).set_index("run")["state"]
    assert states.to_dict() == {run.id: "done", imported.id: "done, imported from a file"}


def test_there_are_columns_for_the_networks_that_there_are(opened: Opened, ended: Ended) -> None:
    ended(normalization="layer")
    columns = set(listed(opened()).columns)
    assert columns == {"what", "state", "LN, %", "LN, steps", "LN, shift", "asked for", "run"}


def test_what_waits_is_listed_without_numbers(opened: Opened, store: Store) -> None:
    queued(store, Setup(depth=5).experiment())
    (row,) = listed(opened()).to_dict("records")
    assert row["state"] == "queued"
    assert pd.isna(row["BN, %"])


@pytest.mark.parametrize(
    ("said", "count"),
    [("my first", 1), ("RELU", 1), ("ln", 1), ("no bn", 2), ("seed 2 relu", 1), ("tanh", 0), ("a note", 1)],
)
def test_a_search_finds_what_is_said_of_a_run(
    opened: Opened, ended: Ended, store: Store, said: str, count: int
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
    opened: Opened, ended: Ended, store: Store
) -> None:
    ended()
    preset = queued(store, PRESETS["deep-sigmoid"].setup.experiment())
    app = opened()
    for said in ("deep sig", preset.id[:6]):
        app.text_input(key="runs_search").set_value(said).run()
        assert listed(app)["run"].tolist() == [preset.id]


def test_filters_leave_what_fits(opened: Opened, ended: Ended, store: Store) -> None:
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


def test_a_list_looks_again_only_while_something_changes(opened: Opened, ended: Ended, store: Store) -> None:
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
