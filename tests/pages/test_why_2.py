"""The lesson on why it works: what a student does in shift, noise, ghosts and small mini-batches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from lessons.test_time.trained import sample
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary

from bnviz.experiment import Experiment
from bnviz.lessons.why import ghosts, noisy, shift, small_batches
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

STEPS = 102  # two are after step 100


@pytest.fixture
def library() -> FixedLibrary:
    found = FixedLibrary()
    found.shelf = replace(found.shelf, name="mnist-sample", fingerprint=sample().fingerprint)
    return found


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """As a worker has it: so small a network only loses time with more."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings of a moment, of the same kinds."""
    monkeypatch.setattr(shift, "STEPS", STEPS)
    monkeypatch.setattr(noisy, "INSIDE_STEPS", 20)
    monkeypatch.setattr("bnviz.ui.why.noisy.INSIDE_STEPS", 20)
    monkeypatch.setattr(
        noisy, "NETWORKS", {name: chosen._replace(steps=20) for name, chosen in noisy.NETWORKS.items()}
    )
    monkeypatch.setattr(ghosts, "LARGE_STEPS", 4)
    monkeypatch.setattr(ghosts, "SMALL_STEPS", 64)
    monkeypatch.setattr(small_batches, "IMAGES_SEEN", 640)
    monkeypatch.setattr("bnviz.ui.why.small_batches.IMAGES_SEEN", 640)


def record(store: Store, *plans: Experiment) -> None:
    """Train them on the sample, as a worker does."""
    digits = sample()
    for plan in plans:
        asked = store.submit(plan, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
        claimed = store.claim("worker", asked.id)
        assert claimed is not None
        execute(store, claimed, lambda name: digits)
        run = store.get(asked.id)
        assert run is not None
        assert (run.state, run.error) == ("done", None)


def opened(app: AppTest, section: str) -> AppTest:
    app.run()
    app.query_params["section"] = section
    app.switch_page("pages/why.py").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def captions(app: AppTest) -> str:
    return "\n".join(element.value for element in app.caption)


def table(app: AppTest, start: str) -> list[list[str]]:
    """The cells of the table whose head starts so, row by row."""
    (found,) = [each.value for each in app.markdown if each.value.startswith(start)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found.splitlines()[2:]]


@pytest.mark.parametrize("section", ["shift", "noisy", "ghosts", "small_batches"])
def test_without_networks_a_section_offers_to_train_them(app: AppTest, section: str) -> None:
    opened(app, section)
    assert app.button(key=f"why_{section}_train").label == "Train the networks"


def test_both_measures_of_shift_are_told_for_every_layer(app: AppTest, store: Store) -> None:
    record(store, shift.network("tanh"))
    opened(app, "shift")
    rows = table(app, "| | shift in σ")
    assert [row[0] for row in rows] == [f"layer {k}, {arm}" for k in (1, 2, 3) for arm in ("BN", "no BN")]
    assert all(row[4] == "0.00" and row[5] == "1.00" for row in rows[:2]), "layer 1 has none below"
    assert all(float(row[4]) > 0 and float(row[5]) < 1 for row in rows[2:])
    assert "**On this network, in these steps.**" in words(app)
    told = "layer 2 by {} of its size with BN and by {} without, that of layer 3 by {} and by {}."
    assert told.format(*(row[4] for row in rows[2:])) in words(app), "as in the table"
    assert "3 × 100 tanh units, Xavier first weights, learning rate 0.1" in captions(app)
    app.segmented_control(key="why_shift_stretch").set_value("early").run()
    assert not app.exception
    assert table(app, "| | shift in σ") != rows


@pytest.mark.parametrize("panels", ["ways", "progress"])
def test_the_other_figures_of_shift_are_a_choice(app: AppTest, store: Store, panels: str) -> None:
    record(store, shift.network("tanh"))
    opened(app, "shift")
    app.segmented_control(key="why_shift_panels").set_value(panels).run()
    assert not app.exception
    app.segmented_control(key="why_shift_scale").set_value("raw").run()
    assert not app.exception


def test_the_other_networks_of_shift_are_asked_for_by_themselves(app: AppTest, store: Store) -> None:
    record(store, shift.network("relu"))
    opened(app, "shift")
    assert app.button(key="why_shift_train")
    app.segmented_control(key="why_shift_activation").set_value("relu").run()
    assert not app.exception
    assert table(app, "| | shift in σ")


def test_noise_is_told_for_the_strength_that_is_chosen(app: AppTest, store: Store) -> None:
    record(store, noisy.noisy_arms("sigmoid"), noisy.looked_into("sigmoid"))
    opened(app, "noisy")
    assert "**Noise 1, on this network.**" in words(app)
    assert "Gaussian first weights (σ = 0.05), learning rate 0.1" in captions(app)
    app.select_slider(key="why_noisy_noise").set_value(4.0).run()
    assert not app.exception
    assert "**Noise 4, on this network.**" in words(app)
    app.select_slider(key="why_noisy_noise").set_value(0.0).run()
    assert "Noise 0: these are the networks as they always were" in words(app)


def test_noisy_networks_are_looked_into(app: AppTest, store: Store) -> None:
    record(store, noisy.noisy_arms("deep"), noisy.looked_into("deep"))
    opened(app, "noisy")
    app.segmented_control(key="why_noisy_network").set_value("deep").run()
    assert not app.exception
    moved = {name: float(shift.split()[0]) for name, shift, _ in table(app, "| network | shift")}
    assert list(moved) == ["BN", "BN noise 1", "no BN", "no BN noise 1"]
    assert moved["BN noise 1"] > 1.5 * moved["BN"]
    assert moved["no BN noise 1"] > moved["no BN"]


def test_ghosts_are_compared_with_the_whole_and_over_seeds(app: AppTest, store: Store) -> None:
    seeds = (1, 2, 3)
    record(store, *(plan for seed in seeds for plan in (ghosts.large("same", seed), ghosts.small(seed))))
    opened(app, "ghosts")
    assert "from one seed" in words(app)
    assert "**On this network**, differences in the test accuracy" in words(app)
    assert_differences_can_be_checked(app)
    assert "mini-batches of 32, 3,200 steps" in captions(app)
    app.segmented_control(key="why_ghosts_times").set_value(3).run()
    assert not app.exception
    assert "from one seed" not in words(app)
    assert "±" in words(app)
    rows = table(app, "| | mean")
    assert len(rows) == len(ghosts.GHOSTS) + 4
    app.segmented_control(key="why_ghosts_measure").set_value("gap").run()
    assert not app.exception
    assert "differences in the gap" in words(app)
    assert table(app, "| | mean") != rows


def assert_differences_can_be_checked(app: AppTest) -> None:
    """With one seed there is no range, and the differences are those of the table."""
    rows = table(app, "| | seed 1")
    assert all(len(row) == 2 for row in rows)
    shares = {name: float(share.rstrip(" %")) for name, share in rows}
    told = re.search(r"The whole of 512 with BN against no BN: ([+−][\d.]+) points", words(app))
    assert told
    wanted = shares["BN, m = 512"] - shares["no BN, m = 512"]
    assert float(told[1].replace("−", "-")) == pytest.approx(wanted, abs=0.051)


def test_words_follow_two_values_that_are_close_or_equal(app: AppTest) -> None:
    opened(app, "small_batches")
    assert "only which is larger is left" in words(app)
    app.number_input(key="why_small_batches_x1").set_value(3.001).run()
    assert "**0.1562**, $\\hat x_2$ = **−0.1562**" in words(app)
    assert "Here σ is only 0.1581 times" in words(app)
    assert "only which is larger is left" not in words(app)
    app.number_input(key="why_small_batches_x1").set_value(3.0).run()
    assert "both become 0" in words(app)
    assert "standard deviation away" not in words(app)


def test_two_values_are_one_and_minus_one(app: AppTest) -> None:
    opened(app, "small_batches")
    assert "**−1.000**, $\\hat x_2$ = **1.000**" in words(app)
    app.number_input(key="why_small_batches_x1").set_value(50.0).run()
    assert "**1.000**, $\\hat x_2$ = **−1.000**" in words(app)


def test_small_mini_batches_have_a_row_for_each_size(app: AppTest, store: Store) -> None:
    record(store, *small_batches.of_sizes("scaled"))
    opened(app, "small_batches")
    rows = table(app, "| m | BN")
    assert [int(row[0]) for row in rows] == list(small_batches.SIZES)
    assert all(0 <= float(cell.rstrip(" %")) <= 100 for row in rows for cell in row[1:])
    assert "mini-batches of 2 (320 steps) to 64 (10 steps)" in captions(app)
    assert "34.7 %" in words(app), "the published figures stand beside ours"
