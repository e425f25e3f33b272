"""The lesson of test time: what a student does in its sections, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lessons.test_time.trained import record, sample
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary

from bnviz.runs.database import StoreError
from bnviz.runs.store import Store


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the lesson's run."""
    name = tmp_path_factory.mktemp("lesson") / "runs.sqlite"
    record(name, sample()).store.close()
    return name


@pytest.fixture
def library() -> FixedLibrary:
    found = FixedLibrary()
    found.shelf = replace(found.shelf, name="mnist-sample", fingerprint=sample().fingerprint)
    return found


@pytest.fixture
def trained(store: Store, file: Path) -> Iterator[None]:
    """The store has the run."""
    with_run = Store(f"sqlite:///{file}")
    empty, store.engine = store.engine, with_run.engine
    yield
    store.engine = empty
    with_run.close()


def opened(app: AppTest, section: str, predicted: str | None = "1") -> AppTest:
    app.run()
    app.query_params["section"] = section
    if predicted:
        app.query_params["predicted"] = predicted
    app.switch_page("pages/test_time.py").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(element.value for kind in ("markdown", "latex") for element in getattr(app, kind))


def shown_accuracies(app: AppTest) -> list[float]:
    return [float(metric.value.rstrip("%")) for metric in app.metric]


@pytest.mark.parametrize("section", ["two_batches", "cures", "batch_of_one", "folding"])
def test_without_networks_a_section_offers_to_train_them(app: AppTest, section: str) -> None:
    opened(app, section)
    assert app.button(key="test_time_train").label == "Train the networks"


def test_a_store_that_fails_is_told_and_the_section_recovers(
    app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The run store did not answer (disk error): try again.")

    with monkeypatch.context() as broken:
        broken.setattr(store, "find", fail)
        opened(app, "folding")
        assert ["did not answer" in each.value for each in app.error] == [True]
    app.run()
    assert not app.error


def test_x7_changes_what_x1_becomes(app: AppTest) -> None:
    opened(app, "two_batches")
    assert r"\hat x_1$ = **−1.528** in $B_1$ and **−1.286** in $B_2$" in words(app)
    app.number_input(key="test_time_two_batches_x7").set_value(100.0).run()
    assert not app.exception
    assert "**−0.5007** in $B_1$ and **−1.286** in $B_2$" in words(app)


@pytest.mark.parametrize("how", ["a prediction", "none"])
def test_what_x1_becomes_is_told_to_who_has_predicted_it_or_would_rather_not(app: AppTest, how: str) -> None:
    opened(app, "two_batches", predicted=None)
    assert "1.528" not in words(app)
    assert not app.number_input
    if how == "none":
        app.button(key="no_guess_test_time_two_batches_button").click().run()
    else:
        app.radio(key="predict_test_time_two_batches").set_value(1).run()
    assert not app.exception
    assert "**−1.528** in $B_1$" in words(app)
    assert "no_guess_test_time_two_batches_button" not in {button.key for button in app.button}


def test_gamma_and_beta_change_y_only(app: AppTest) -> None:
    opened(app, "two_batches")
    app.number_input(key="test_time_two_batches_gamma").set_value(2.0)
    app.number_input(key="test_time_two_batches_beta").set_value(1.0).run()
    assert "**−1.528** in $B_1$" in words(app)
    assert "**−2.055** or **−1.573**" in words(app)


@pytest.mark.usefixtures("trained")
def test_other_companions_give_other_answers(app: AppTest) -> None:
    opened(app, "two_batches")
    before = words(app)
    assert "The answer for $x_1$" in before
    assert "largest difference is" in before
    assert "This one has learned nothing yet after 2,000 steps" in before
    assert any("No BN has learned nothing yet" in caption.value for caption in app.caption)
    start = app.number_input(key="test_time_two_batches_image").value
    assert f"Number {start} is offered first" in before
    app.button(key="test_time_two_batches_other").click().run()
    assert not app.exception
    assert words(app) != before


@pytest.mark.usefixtures("trained")
def test_the_cures_answer_to_their_sliders(app: AppTest) -> None:
    opened(app, "cures")
    before = words(app)
    assert "**Measured after 20 steps**" in before
    app.select_slider(key="test_time_cures_weight").set_value(0.01).run()
    assert not app.exception
    assert "`momentum=0.01` in PyTorch and `momentum=0.99` in Keras" in words(app)
    app.slider(key="test_time_cures_count").set_value(1).run()
    assert "PreciseBN with N = 60 digits" in words(app)
    assert "about the last 100 mini-batches" in words(app)
    app.select_slider(key="test_time_cures_weight").set_value(1.0).run()
    assert "the last mini-batch only" in words(app)
    assert words(app) != before


@pytest.mark.usefixtures("trained")
def test_one_by_one_nothing_is_known_with_batch_statistics(app: AppTest) -> None:
    opened(app, "batch_of_one")
    app.select_slider(key="test_time_batch_of_one_size").set_value(1).run()
    assert not app.exception
    batch, population = shown_accuracies(app)
    assert batch <= 25
    assert population >= 85
    assert "Right of 1,000" in app.metric[0].label


@pytest.mark.usefixtures("trained")
def test_a_network_left_in_training_mode_changes(app: AppTest) -> None:
    opened(app, "batch_of_one")
    one_pass = words(app)
    assert "after 1 pass of 64 mixed digits in training mode" in one_pass
    app.select_slider(key="test_time_batch_of_one_size").set_value(1).run()
    (moved,) = [each.value for each in app.markdown if "| running mean |" in each.value]
    assert moved in one_pass, "the size chosen above is that of the test batches only"
    app.segmented_control(key="test_time_left_passes").set_value(50).run()
    app.segmented_control(key="test_time_left_fed").set_value("ones").run()
    assert not app.exception
    assert "after 50 passes of 64 ones in training mode" in words(app)


@pytest.mark.usefixtures("trained")
def test_folding_changes_no_answer(app: AppTest) -> None:
    opened(app, "folding")
    assert "1,000 of 1,000 answers are the same" in words(app)
    assert "Each of the 300 hidden units" in words(app)
    assert "instead of four: 900 fewer of each" in words(app)
    app.selectbox(key="test_time_folding_layer").set_value(3).run()
    assert not app.exception
    assert "100 weights" in words(app)
