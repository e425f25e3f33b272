"""The page Sweeps: what it offers, paints and opens, on small sweeps that are really trained."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
import torch
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary
from views.recorded import noise

from bnviz.lessons.sweeps import plans
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute

SECTIONS = {"init": "init_std", "depth": "depth", "batch": "batch_size"}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps of few steps and small values, so that a test can train them."""
    monkeypatch.setattr("bnviz.ui.sweeps.choice.STEPS", (20, 500, 1_000))
    for varied in SECTIONS.values():
        monkeypatch.setattr(plans, "DEFAULTS", plans.DEFAULTS | {varied: plans.Defaults("relu", "4 × 4", 20)})
        monkeypatch.setattr("bnviz.ui.sweeps.choice.DEFAULTS", plans.DEFAULTS)


@pytest.fixture
def library() -> FixedLibrary:
    found = FixedLibrary()
    found.shelf = replace(found.shelf, name="mnist-sample", fingerprint=noise().fingerprint)
    return found


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def opened(app: AppTest, section: str) -> AppTest:
    app.run()
    app.query_params["section"] = section
    app.switch_page("pages/sweeps.py").run()
    assert not app.exception
    return app


def train(store: Store, most: int = 100) -> list[Run]:
    """Do the workers' work, run by run."""
    runs = []
    while len(runs) < most and (run := store.claim("worker")):
        execute(store, run, lambda name: noise())
        runs.append(run)
    return runs


def asked(app: AppTest, section: str) -> AppTest:
    opened(app, section).button(key=f"sweeps_{section}_train").click().run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def painted(app: AppTest) -> list[str]:
    """What is read to those who cannot see the maps."""
    found = []
    for element in app.get("bidi_component"):
        with suppress(zlib.error):
            data = json.loads(zlib.decompress(element.proto.bytes)).get("data", {})
            found += [panel["alt"] for row in data.get("rows", ()) for panel in row]
    return found


@pytest.mark.parametrize("section", SECTIONS)
def test_a_sweep_is_offered_with_its_number_of_networks(app: AppTest, section: str) -> None:
    button = opened(app, section).button(key=f"sweeps_{section}_train")
    assert button.label == "Train all 32 networks"
    assert "32 networks of 100 units a layer, 20 steps each" in "".join(each.value for each in app.caption)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_finished_sweep_is_painted_and_counted(app: AppTest, store: Store, section: str) -> None:
    asked(app, section)
    assert len(train(store)) == 4
    app.run()
    assert not app.exception
    assert "**The working region.** Of 16 settings" in words(app)
    assert "- at the end, on all test images: BN **" in words(app)
    assert "| BN: best, % |" in words(app)
    assert [alt.split(":")[0] for alt in painted(app)[:2]] == ["BN", "no BN"]
    assert "of all test images at the end" in words(app) or "diverged" in words(app)
    for measure in ("best", "steps", "loss"):
        app.selectbox(key=f"sweeps_{section}_measure").set_value(measure).run()
        assert not app.exception


def test_what_is_done_stays_painted_after_a_stop(app: AppTest, store: Store) -> None:
    asked(app, "depth")
    train(store, 2)
    app.run()
    assert "2 of 4 trainings done" in str(app.get("progress")[0].proto.text)
    app.button(key="sweeps_depth_stop").click().run()
    assert [run.state for run in store.recent()].count("stopped") == 2
    app.run()
    assert app.button(key="sweeps_depth_train").label == "Train all 32 networks"
    assert "**The working region.** Of 16 settings" in words(app)
    app.selectbox(key="sweeps_depth_row").set_value(1).run()
    assert "nothing recorded yet" not in words(app)
    app.selectbox(key="sweeps_depth_row").set_value(8).run()
    assert "Nothing is recorded of this square yet" in words(app)
    assert not [each for each in app.button if each.key and "_open_" in each.key]


def test_before_anything_is_recorded_there_are_only_the_maps(app: AppTest, store: Store) -> None:
    asked(app, "depth")
    app.run()
    told = app.get("progress")[0].proto.text
    assert told.startswith("0 of 4 trainings done · ")
    assert "next in line" in told
    assert told.endswith(" · step 0 of 80 in all")
    assert len(painted(app)) == 2
    assert "working region" not in words(app)
    assert "hidden layers 5, learning rate 1: nothing recorded yet" in words(app)


def test_the_square_that_is_chosen_is_told_below_the_maps(app: AppTest, store: Store) -> None:
    asked(app, "batch")
    runs = train(store)
    app.run()
    app.selectbox(key="sweeps_batch_row").set_value(8).run()
    app.selectbox(key="sweeps_batch_column").set_value(0.1).run()
    run = next(store.get(run.id) for run in runs if run.experiment.batch_size == 8)
    assert run is not None
    assert run.result is not None
    normalised, plain = (100 * run.result["arms"][at]["test_accuracy"] for at in (1, 5))
    assert (
        "mini-batch 8, learning rate 0.1. Accuracy at the end: "
        f"BN {normalised:.1f} %, no BN {plain:.1f} %" in words(app)
    )


def test_other_choices_are_another_sweep(app: AppTest, store: Store) -> None:
    asked(app, "batch")
    train(store)
    app.run()
    app.number_input(key="sweeps_batch_seed").set_value(2).run()
    assert app.button(key="sweeps_batch_train").label == "Train all 32 networks"
    app.button_group(key="sweeps_batch_kinds").set_value(["batch"]).run()
    assert app.button(key="sweeps_batch_train").label == "Train all 16 networks"


def test_a_cell_is_opened_in_the_lab(app: AppTest, store: Store) -> None:
    asked(app, "init")
    train(store)
    app.run()
    app.selectbox(key="sweeps_init_row").set_value(0.01)
    app.selectbox(key="sweeps_init_column").set_value(10.0).run()
    app.button(key="sweeps_init_open_none").click().run()
    assert not app.exception
    newest = max(store.recent(), key=lambda run: run.created_at)
    (arm,) = newest.experiment.arms
    assert (arm.normalization, arm.learning_rate, newest.experiment.init_std) == ("none", 10.0, 0.01)
    assert newest.experiment.detail == "layers"
    assert app.session_state["run"] == newest.id


def test_the_lab_says_that_a_sweeps_run_kept_no_layers(app: AppTest, store: Store) -> None:
    asked(app, "init")
    (run, *_) = train(store)
    lab = AppTest.from_file(app._script_path, default_timeout=30)
    lab.query_params["run"] = run.id
    lab.run()
    assert not lab.exception
    assert any("kept only loss and accuracy" in each.value for each in lab.info)
