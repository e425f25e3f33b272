"""The lesson The paper: what a student does in its sections, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lessons.paper.recorded import record
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary

from bnviz.data import load
from bnviz.experiment import Experiment
from bnviz.lessons.paper import plans
from bnviz.runs.store import Store

STEPS = 150


def shorter(plan: Experiment, **sizes: int) -> Experiment:
    return plan.model_copy(update={"steps": STEPS} | sizes)


@pytest.fixture(autouse=True)
def short_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lesson's networks for a few steps, and small."""
    figure_1, systems, convolution = plans.figure_1, plans.five_systems, plans.convolution
    for module, name, made in (
        ("figure_1", "figure_1", lambda steps, seed=1: shorter(figure_1(steps, seed), width=20)),
        (
            "five_systems",
            "five_systems",
            lambda base, seed=1: tuple(shorter(plan, width=20) for plan in systems(base, seed)),
        ),
        ("convolution", "convolution", lambda: shorter(convolution(), steps=20, maps=2)),
    ):
        monkeypatch.setattr(f"bnviz.ui.paper.{module}.{name}", made)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with what the sections train."""
    name = tmp_path_factory.mktemp("paper") / "runs.sqlite"
    relu, sigmoid = plans.five_systems(plans.BASE_RATE)
    record(
        name,
        shorter(plans.figure_1(), width=20),
        shorter(relu, width=20),
        shorter(sigmoid, width=20),
        shorter(plans.convolution(), steps=20, maps=2),
    ).store.close()
    return name


@pytest.fixture
def library() -> FixedLibrary:
    found = FixedLibrary()
    digits = load("mnist-sample")
    found.shelf = replace(found.shelf, name="mnist-sample", fingerprint=digits.fingerprint)
    return found


@pytest.fixture
def trained(store: Store, file: Path) -> Iterator[None]:
    """The store has the runs."""
    with_runs = Store(f"sqlite:///{file}")
    empty, store.engine = store.engine, with_runs.engine
    yield
    store.engine = empty
    with_runs.close()


def opened(app: AppTest, section: str) -> AppTest:
    app.run()
    app.query_params["section"] = section
    app.switch_page("pages/paper.py").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


@pytest.mark.parametrize("section", ["figure_1", "five_systems", "convolution"])
def test_without_networks_a_section_offers_to_train_them(app: AppTest, section: str) -> None:
    opened(app, section)
    assert app.button(key=f"paper_{section}_train").label == "Train the networks"


@pytest.mark.usefixtures("trained")
def test_figure_1_is_told_in_numbers_and_any_unit_can_be_looked_at(app: AppTest) -> None:
    opened(app, "figure_1")
    assert f"In our run of {STEPS} steps" in words(app)
    assert "unit 1: farthest its median moves" in words(app)
    assert re.search(r"widest over narrowest \| [1-9]\d*\.\d times \| [1-9]\d*\.\d times", words(app))
    app.number_input(key="paper_figure_1_unit").set_value(8).run()
    assert not app.exception
    assert "unit 8: width of its band" in words(app)


def test_figure_1_does_not_tell_its_outcome_before_it_is_trained(app: AppTest) -> None:
    opened(app, "figure_1")
    assert "What the paper does not say" not in words(app)


def test_two_systems_of_the_paper_are_compared(app: AppTest) -> None:
    opened(app, "imagenet")
    assert "31.0 / 2.1 = 14.8 times fewer" in words(app)
    assert "14 times fewer training steps" in words(app)
    app.selectbox(key="paper_imagenet_other").set_value("BN-Baseline").run()
    assert "31.0 / 13.3 = 2.3 times fewer" in words(app)
    app.selectbox(key="paper_imagenet_one").set_value("BN-x5-Sigmoid").run()
    assert "BN-x5-Sigmoid never gets to 72.2 %" in words(app)
    assert "changes by +2.9 percentage points" in words(app)


def test_a_system_is_not_compared_with_itself(app: AppTest) -> None:
    opened(app, "imagenet")
    for name in ("BN-Baseline", "BN-x5", "BN-x30"):
        app.selectbox(key="paper_imagenet_one").set_value(name).run()
        other = app.selectbox(key="paper_imagenet_other")
        assert name not in other.options
        assert other.value in other.options
        assert not app.exception


@pytest.mark.usefixtures("trained")
def test_the_five_systems_have_a_table_like_the_papers(app: AppTest) -> None:
    opened(app, "five_systems")
    (table,) = [text.value for text in app.markdown if text.value.startswith("| system")]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    assert [row[0] for row in rows][:4] == ["no BN", "BN", "BN ×5", "BN ×30"]
    assert [float(row[1]) for row in rows] == [0.01, 0.01, 0.05, 0.3, 0.05, 0.05]
    assert rows[0][3] == "1.0"
    assert "BN ×5 takes" in words(app)
    target = re.search(r"the baseline's best is ([\d.]+) %", words(app))
    assert target
    assert float(target[1]) == pytest.approx(round(float(target[1]) * 5.12) / 5.12, abs=0.05)  # of 512


@pytest.mark.usefixtures("trained")
def test_another_base_rate_and_other_seeds_are_trained_anew(app: AppTest) -> None:
    opened(app, "five_systems")
    app.segmented_control(key="paper_five_systems_seeds").set_value("three seeds").run()
    assert app.button(key="paper_five_systems_train")
    app.segmented_control(key="paper_five_systems_seeds").set_value("one seed").run()
    app.select_slider(key="paper_five_systems_base").set_value(0.1).run()
    assert app.button(key="paper_five_systems_train")
    assert not app.exception


def test_a_modification_leads_to_where_it_can_be_tried(app: AppTest) -> None:
    opened(app, "modifications")
    app.pills(key="paper_modifications_chosen").set_value("l2").run()
    assert "Divided by 5" in words(app)
    app.button(key="paper_modifications_regularisation_weight_decay").click().run()
    assert not app.exception
    assert app.pills(key="section_regularisation").value == "weight_decay"


def test_a_way_within_the_lesson_and_one_to_the_lab(app: AppTest) -> None:
    opened(app, "modifications")
    app.button(key="paper_modifications_paper_five_systems").click().run()
    assert app.pills(key="section_paper").value == "five_systems"
    opened(app, "modifications")
    app.pills(key="section_paper").set_value("modifications").run()
    app.button(key="paper_modifications_rate_lab").click().run()
    assert not app.exception
    assert app.session_state["preset"] == "high-learning-rate"


@pytest.mark.usefixtures("trained")
def test_a_convolutions_mini_batch_is_counted_and_its_maps_are_shown(app: AppTest) -> None:
    opened(app, "convolution")
    assert "60 · 14 · 14 = 11,760" in words(app)
    app.select_slider(key="paper_convolution_size").set_value(2).run()
    assert "2 · 7 · 7 = 98" in words(app)
    app.selectbox(key="paper_convolution_layer").set_value(3).run()
    assert not app.exception
    assert "this map over its 7 × 7 positions and 60 images" in words(app)


def test_the_statements_of_the_abstract_can_be_sorted_out(app: AppTest) -> None:
    opened(app, "abstract")
    assert "Six networks together reach 4.9 %" in words(app)
    app.pills(key="paper_abstract_shown").set_value("not tested").run()
    assert not app.exception
    assert "Six networks together reach 4.9 %" in words(app)
    assert "Saturating nonlinearities, notoriously" not in words(app)
