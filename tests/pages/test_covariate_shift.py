"""The lesson of covariate shift, with networks that were really trained, on the bundled digits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import torch
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary

from bnviz.data import Dataset, load
from bnviz.experiment import Experiment, Look
from bnviz.lessons.covariate_shift.plans import of_depth, on_a_look
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

PAGE = "pages/covariate_shift.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all tests here, so that each network is trained once."""
    opened = Store(f"sqlite:///{tmp_path_factory.mktemp('runs')}/runs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def opened(app: AppTest, store: Store, library: FixedLibrary) -> Open:
    """Opens a section; an experiment that is given is trained before."""

    def open_section(section: str, experiment: Experiment | None = None) -> AppTest:
        if experiment:
            digits = load("mnist-sample")
            library.shelf = replace(library.shelf, name=digits.name, fingerprint=digits.fingerprint)
            train(store, experiment, digits)
        app.run()
        app.query_params["section"] = section
        return sound(app.switch_page(PAGE).run())

    return open_section


def train(store: Store, experiment: Experiment, digits: Dataset) -> None:
    """As a worker does, if it was not done before."""
    if store.submit(experiment, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu").state == "done":
        return
    run, threads = store.claim("me"), torch.get_num_threads()
    assert run is not None
    torch.set_num_threads(1)  # more get into each other's way where tests run side by side
    execute(store, run, lambda name: digits)
    torch.set_num_threads(threads)


def sound(page: AppTest) -> AppTest:
    assert not page.exception
    assert not page.error
    return page


def words(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


def percents(page: AppTest) -> list[float]:
    """BN and no BN, each on the training look and on the test look."""
    return [float(metric.value.removesuffix("%")) for metric in page.metric]


@pytest.mark.parametrize("section", ["looks", "layers", "adaptation"])
def test_a_section_offers_to_train_what_it_needs(opened: Open, section: str) -> None:
    page = opened(section)
    assert "Train the networks" in [button.label for button in page.button]
    assert not page.metric


def test_both_networks_fall_on_another_look_and_not_on_their_own(opened: Open) -> None:
    page = opened("looks", on_a_look(Look()))
    own, other, plain_own, plain_other = percents(page)
    assert min(own, plain_own) > 80
    assert max(other, plain_other) < min(own, plain_own) - 15
    page.slider(key="covariate_shift_test_strength_from_-1").set_value(0.0).run()
    assert percents(sound(page))[1] == own
    page.selectbox(key="covariate_shift_test_kind").set_value("inversion").run()
    page.slider(key="covariate_shift_test_strength_from_0").set_value(1.0).run()
    assert percents(sound(page))[1] < 40


def test_what_is_looked_into_is_named(opened: Open) -> None:
    page = opened("looks", on_a_look(Look()))
    assert "what BN takes them for" in " ".join(caption.value for caption in page.caption)
    page.segmented_control(key="covariate_shift_looks_arm").set_value("no BN").run()
    assert "what no BN takes them for" in " ".join(caption.value for caption in sound(page).caption)
    page.segmented_control(key="covariate_shift_looks_units").set_value("all of them pooled").run()
    sound(page)


def test_another_training_look_is_another_training(opened: Open) -> None:
    page = opened("looks", on_a_look(Look()))
    page.selectbox(key="covariate_shift_train_subset").set_value("0-4").run()
    assert not sound(page).metric
    assert "labels" in page.info[0].value
    page.selectbox(key="covariate_shift_test_kind").set_value("plain").run()
    sound(page)


def test_the_answer_to_a_slider_is_quick(opened: Open) -> None:
    page = opened("looks", on_a_look(Look()))
    took = []
    for strength in (0.1, 0.35, -0.4):
        slider = page.slider(key="covariate_shift_test_strength_from_-1").set_value(strength)
        start = time.perf_counter()
        slider.run()
        took.append(time.perf_counter() - start)
    assert min(took) < 1  # 0.2 s on a machine that does nothing else


def test_layers_say_what_was_measured_in_this_run(opened: Open) -> None:
    page = opened("layers", of_depth(6, "relu", "he"))
    said = words(page)
    bn, plain = re.findall(r"\*\*([\d.]+) times\*\* in σ", said)[:2]
    assert float(plain) > 2
    assert float(bn) < float(plain)
    assert "0.23 σ here" in said
    page.select_slider(key="covariate_shift_layers_moments").set_value((100, 300)).run()
    assert "from step 100 to step 300" in words(sound(page))
    page.select_slider(key="covariate_shift_layers_moments").set_value((50, 50)).run()
    assert "Both ends are at step 50" in sound(page).info[0].value
    assert "Between two mini-batches" in words(page)
    page.select_slider(key="covariate_shift_layers_moments").set_value((0, 50)).run()
    page.segmented_control(key="covariate_shift_layers_place").set_value("before").run()
    sound(page)


def test_one_layer_cannot_be_compared_with_itself(opened: Open) -> None:
    page = opened("layers", of_depth(1, "relu", "he"))
    page.slider(key="covariate_shift_layers_depth").set_value(1).run()
    said = words(sound(page))
    assert said.count("There is only one layer") == 2
    assert "against the first" not in said


def test_what_moved_is_said_of_the_looks_that_are_chosen(opened: Open) -> None:
    page = opened("looks", on_a_look(Look()))
    assert "ink that lies elsewhere" in words(page)  # a turn
    page.selectbox(key="covariate_shift_test_kind").set_value("brightness").run()
    assert "there are other grey values" in words(sound(page))
    assert "inkier everywhere" in words(page)
    page.selectbox(key="covariate_shift_test_kind").set_value("plain").run()
    assert "nothing moved" in words(sound(page))


def measured(page: AppTest) -> list[float]:
    """BN with training statistics, with those of the test batch, and no BN."""
    said = next(text for text in words(sound(page)).splitlines() if "with the statistics of training" in text)
    return [float(share) for share in re.findall(r"([\d.]+) %", said)]


def test_the_batch_s_own_statistics_mend_brightness_and_not_a_turn(opened: Open) -> None:
    page = opened("adaptation", on_a_look(Look()))
    training, batch, _ = measured(page)
    assert batch > training + 15
    page.selectbox(key="covariate_shift_adaptation_kind").set_value("rotation").run()
    training, batch, _ = measured(page)
    assert batch < training + 5


def test_small_and_uniform_batches_break_what_was_mended(opened: Open) -> None:
    page = opened("adaptation", on_a_look(Look()))
    mended = measured(page)[1]
    page.select_slider(key="covariate_shift_adaptation_size").set_value(2).run()
    assert measured(page)[1] < mended - 20
    page.select_slider(key="covariate_shift_adaptation_size").set_value(100).run()
    page.toggle(key="covariate_shift_adaptation_one_class").set_value(True).run()
    assert measured(page)[1] < 40
    assert "one digit only" in page.warning[0].value
    page.segmented_control(key="covariate_shift_adaptation_against").set_value("batch’s size").run()
    page.slider(key="covariate_shift_adaptation_strength").set_value(-0.5).run()
    sound(page)


def test_batches_of_one_digit_are_said_to_mend_nothing(opened: Open) -> None:
    page = opened("adaptation", on_a_look(Look()))
    assert "do most for" in words(page)
    page.toggle(key="covariate_shift_adaptation_one_class").set_value(True).run()
    assert "nothing is mended" in words(sound(page))
    assert "do most for" not in words(page)


def test_a_negative_is_answered_worse_than_by_guessing_and_it_is_said_why(opened: Open) -> None:
    page = opened("adaptation", on_a_look(Look()))
    page.selectbox(key="covariate_shift_adaptation_kind").set_value("inversion").run()
    assert "flat grey" in words(sound(page))
    assert "systematically" not in words(page).split("**The price.**")[0]
    page.slider(key="covariate_shift_adaptation_strength").set_value(-1.0).run()
    assert "*inverted, strength 1.00*" in words(sound(page))
    assert "systematically" in words(page)
    assert measured(page)[1] < 5


def test_without_its_networks_a_training_look_is_named_and_digits_are_shown(opened: Open) -> None:
    page = opened("looks", on_a_look(Look()))
    page.selectbox(key="covariate_shift_train_kind").set_value("thickness").run()
    page.pills(key="section_covariate_shift").set_value("adaptation").run()
    assert "thicker, strength 0.50" in sound(page).info[0].value
    assert page.selectbox(key="covariate_shift_adaptation_kind").value == "brightness"
    assert any("Test on" in caption.value for caption in page.caption)
