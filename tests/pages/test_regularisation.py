"""The lesson Regularisation: what a student does in its sections, and what is answered."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lessons.test_time.trained import record, sample
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary

from bnviz.experiment import Experiment
from bnviz.lessons.regularisation import plans
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION
from bnviz.ui.regularisation import gap, weight_decay

SECTIONS = ("noise", "companions", "gap", "dropout", "weight_decay")


@pytest.fixture(scope="module", autouse=True)
def _short() -> Iterator[None]:
    """Trainings of a few steps: what a section says of its numbers does not depend on how good they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "STEPS", 4)
        yield


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the runs of all sections, of three seeds."""
    name = tmp_path_factory.mktemp("lesson") / "runs.sqlite"
    recorded = record(name, sample())
    for seed in plans.seeds(plans.USUAL_TIMES):
        images = plans.USUAL_IMAGES
        for plan in (
            *plans.of_sizes(images, seed),
            plans.of_dropout(images, seed),
            plans.of_decay(images, seed),
        ):
            train(recorded.store, plan)
    train(recorded.store, plans.of_norms(plans.USUAL_IMAGES))
    recorded.store.close()
    return name


def train(store: Store, plan: Experiment) -> None:
    digits = sample()
    asked = store.submit(plan, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim("worker", asked.id)
    assert claimed is not None
    execute(store, claimed, lambda name: digits)


@pytest.fixture
def library() -> FixedLibrary:
    found = FixedLibrary()
    found.shelf = replace(found.shelf, name="mnist-sample", fingerprint=sample().fingerprint)
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
    app.switch_page("pages/regularisation.py").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def drawn(app: AppTest) -> str:
    """What is read to those who cannot see the figures."""
    found = []
    for element in app.get("bidi_component"):
        with suppress(zlib.error):
            data = json.loads(zlib.decompress(element.proto.bytes)).get("data", {})
            found += [panel["alt"] for row in data.get("rows", ()) for panel in row]
    return "\n".join(found)


@pytest.mark.parametrize("section", SECTIONS)
def test_without_networks_a_section_offers_to_train_them(app: AppTest, section: str) -> None:
    opened(app, section)
    assert any(button.label == "Train the networks" for button in app.button)


@pytest.mark.usefixtures("trained")
def test_larger_mini_batches_have_less_noise(app: AppTest) -> None:
    opened(app, "noise")
    assert "**With m = 64**" in words(app)
    assert "over 6,200 mini-batches" in words(app)  # 62 of each of 100 epochs
    assert "$1/\\sqrt m$ = 0.1250" in words(app)
    assert "$(m-1)/m$ = 98.44 %" in words(app)
    assert "With N = 4,000 images" in words(app)
    app.select_slider(key="regularisation_noise_size").set_value(256).run()
    assert not app.exception
    assert "$1/\\sqrt m$ = 0.0625" in words(app)
    app.segmented_control(key="regularisation_noise_images").set_value(1000).run()
    assert not app.exception
    assert "With N = 1,000 images" in words(app)
    assert "= 0.8630 times as large, 13.70 % less: for $\\mu_B$ that makes 0.0539 σ" in words(
        app
    )  # √(744/999)


@pytest.mark.usefixtures("trained")
def test_an_image_in_company(app: AppTest) -> None:
    opened(app, "companions")
    before = words(app)
    assert "**In mini-batches of 8**" in before
    app.select_slider(key="regularisation_companions_size").set_value(64).run()
    assert not app.exception
    assert spread(words(app)) < spread(before) / 2
    app.number_input(key="regularisation_companions_image").set_value(5).run()
    assert not app.exception
    assert words(app) != before


def spread(text: str) -> float:
    return float(text.split("its standard deviation is **")[1].split("**")[0])


@pytest.mark.usefixtures("trained")
@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("gap", "**m = 16 against m = 256**: with BN "),
        ("dropout", "| Dropout 0.2 against none, **with BN** | "),
        ("weight_decay", "| λ = 0.01 against none, **with BN**, weights only | "),
    ],
)
def test_a_difference_has_its_margin_and_one_seed_has_none(app: AppTest, section: str, said: str) -> None:
    opened(app, section)
    assert "points (± " in words(app).split(said)[1] or "points** (± " in words(app).split(said)[1]
    app.segmented_control(key=f"regularisation_{section}_measure").set_value("loss").run()
    assert not app.exception
    assert " nats" in words(app).split(said)[1].split("\n")[0]
    app.segmented_control(key=f"regularisation_{section}_times").set_value(1).run()
    assert not app.exception
    assert "(one seed: no margin)" in words(app).split(said)[1].split("\n")[0]


@pytest.mark.usefixtures("trained")
def test_other_rates_can_be_compared(app: AppTest) -> None:
    opened(app, "dropout")
    app.segmented_control(key="regularisation_dropout_rate").set_value(0.5).run()
    assert "| Dropout 0.5 against none, **no BN** |" in words(app)
    assert "| **Both** against Dropout 0.5 alone, no BN |" in words(app)


@pytest.mark.usefixtures("trained")
def test_the_rate_at_which_nothing_is_learned_is_drawn_when_it_is_asked_for(app: AppTest) -> None:
    opened(app, "dropout")
    assert " at 0.5" in drawn(app)
    assert " at 0.8" not in drawn(app)
    app.segmented_control(key="regularisation_dropout_rate").set_value(0.8).run()
    assert " at 0.8" in drawn(app)


@pytest.mark.usefixtures("trained")
@pytest.mark.parametrize(
    ("section", "each"),
    [
        ("gap", "with 6 trainings each"),
        ("dropout", "with 8 networks each"),
        ("weight_decay", "with 11 networks each"),
    ],
)
def test_what_was_trained_is_told_by_seeds(app: AppTest, section: str, each: str) -> None:
    opened(app, section)
    assert any(f"Seeds: 3, {each}" in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    ("least", "said"), [(1.0, "all"), (0.99975, "at least 99.9 %"), (0.9981, "at least 99.8 %")]
)
def test_nearly_all_is_not_all(least: float, said: str) -> None:
    assert gap._share(least) == said


@pytest.mark.usefixtures("trained")
def test_another_layer_and_another_decay(app: AppTest) -> None:
    opened(app, "weight_decay")
    assert "**Layer 2**: ‖W‖ starts at " in words(app)
    app.segmented_control(key="regularisation_weight_decay_layer").set_value(3).run()
    app.segmented_control(key="regularisation_weight_decay_decay").set_value(0.03).run()
    assert not app.exception
    assert "**Layer 3**" in words(app)
    assert "| λ = 0.03 against none, **no BN** |" in words(app)
    assert "| with BN, **reduced**: λ = 0.01 against λ = 0.03 |" in words(app)


def test_ticks_are_1_2_and_5_of_each_power_of_ten() -> None:
    assert weight_decay._ticks(np.array([[0.003, 0.02], [0.05, 0.04]])) == pytest.approx(
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05]
    )


@pytest.mark.usefixtures("trained")
def test_more_training_images_are_another_training(app: AppTest) -> None:
    opened(app, "dropout")
    app.segmented_control(key="regularisation_dropout_images").set_value(4000).run()
    assert any(button.label == "Train the networks" for button in app.button)
