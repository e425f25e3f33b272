"""The lesson on why it works, first part: landscape, surface, larger steps and explosion."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from lessons.test_time.trained import sample
from streamlit.testing.v1 import AppTest
from threadpoolctl import threadpool_limits
from ui.stand_ins import FixedLibrary

from bnviz.experiment import Experiment
from bnviz.lessons.why import rates
from bnviz.lessons.why.networks import CHECKPOINTS, pair
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all tests here, so that each network is trained once."""
    opened = Store(f"sqlite:///{tmp_path_factory.mktemp('runs')}/runs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def library() -> FixedLibrary:
    found = FixedLibrary()
    found.shelf = replace(found.shelf, name="mnist-sample", fingerprint=sample().fingerprint)
    return found


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """As the app has it."""
    with threadpool_limits(1):
        yield


def record(store: Store, plan: Experiment) -> None:
    """Train it on the sample, as a worker does, if it was not done before."""
    digits = sample()
    if store.submit(plan, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu").state == "done":
        return
    claimed, threads = store.claim("worker"), torch.get_num_threads()
    assert claimed is not None
    torch.set_num_threads(1)
    execute(store, claimed, lambda name: digits)
    torch.set_num_threads(threads)


def opened(app: AppTest, section: str) -> AppTest:
    app.run()
    app.query_params["section"] = section
    return sound(app.switch_page("pages/why.py").run(timeout=60))


def sound(app: AppTest) -> AppTest:
    assert not app.exception
    assert not app.error
    return app


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def numbers(app: AppTest, pattern: str) -> tuple[float, ...]:
    """What stands in the brackets of a pattern on the page; signs and powers as Python reads them."""
    found = re.search(pattern, words(app).replace("−", "-"))
    assert found, words(app)
    return tuple(float(group) for group in found.groups())


@pytest.mark.parametrize("section", ["landscape", "surface", "larger_steps"])
def test_a_section_offers_to_train_what_it_needs(app: AppTest, section: str) -> None:
    page = opened(app, section)
    assert "Train the networks" in [button.label for button in page.button]
    assert "Verdict on this network" not in words(page)


def test_the_landscape_is_judged_by_what_was_measured(app: AppTest, store: Store) -> None:
    record(store, pair("relu"))
    page = opened(app, "landscape")
    smoother, count = numbers(page, r"BN is smoother at (\d+) of (\d+) steps")
    bn, plain = numbers(page, r"effective β: \*\*([\d.]+)\*\* with BN, \*\*([\d.]+)\*\* without")
    assert count == len(CHECKPOINTS)
    assert count / 2 < smoother <= count
    assert bn < plain
    slider = page.select_slider(key="why_landscape_rates").set_value((0.25, 0.5))
    start = time.perf_counter()
    slider.run()
    assert time.perf_counter() - start < 2  # 0.2 s on a machine that does nothing else
    near = numbers(sound(page), r"effective β: \*\*([\d.]+)\*\* with BN, \*\*([\d.]+)\*\* without")
    assert near != (bn, plain)
    page.segmented_control(key="why_landscape_relative").set_value("over ‖g‖").run()
    sound(page)


def test_with_running_statistics_the_valley_closes(app: AppTest, store: Store) -> None:
    record(store, pair("relu"))
    page = opened(app, "surface")
    highest = r"Highest in the square: \*\*([\d.]+)\*\* and \*\*([\d.]+)\*\*"
    bn, plain = numbers(page, highest)
    assert bn < plain
    page.segmented_control(key="why_surface_statistics").set_value("running").run(timeout=60)
    closed, same = numbers(sound(page), highest)
    assert same == plain
    assert closed > 2 * bn
    assert "running statistics everywhere" in words(page)
    said = "climbs at least as high here" if closed >= plain else "stays below that without here"
    assert said in words(page)
    page.select_slider(key="why_surface_step").set_value(0).run(timeout=60)
    assert "normalise nothing" in words(sound(page))
    untrained = numbers(page, highest)
    assert untrained[0] == pytest.approx(untrained[1], rel=1e-3)


def test_down_the_gradient_is_another_plane(app: AppTest, store: Store) -> None:
    record(store, pair("relu"))
    page = opened(app, "surface")
    before = words(page)
    page.segmented_control(key="why_surface_axis").set_value("descent").run(timeout=60)
    page.select_slider(key="why_surface_reach").set_value(0.05).run(timeout=60)
    assert words(sound(page)) != before
    page.segmented_control(key="why_surface_statistics").set_value("running").run(timeout=60)
    bn, plain = numbers(sound(page), r"Highest in the square: \*\*([\d.]+)\*\* and \*\*([\d.]+)\*\*")
    assert bn < plain
    assert "stays below that without here" in words(page)


def test_the_gradient_obeys_the_law_and_shrinks_with_sigmoids(app: AppTest) -> None:
    page = opened(app, "explosion")
    factors = r"a factor of \*\*([\d.]+)\*\* with BN, \*\*([\d.]+)\*\* without"
    bn, plain = numbers(page, factors)
    assert bn == pytest.approx(1.211, rel=0.03)
    assert plain == pytest.approx(1, rel=0.08)
    assert "with BN (by the law alone: 260 times)" in words(page)  # 1.211²⁹
    page.segmented_control(key="why_explosion_gradient").set_value("weights").run()
    assert numbers(sound(page), factors)[0] == pytest.approx(1.211, rel=0.03)
    page.selectbox(key="why_explosion_activation").set_value("sigmoid").run()
    bn, plain = numbers(sound(page), factors)
    assert plain < 0.5 < bn
    assert "by the law alone" not in words(page)
    page.slider(key="why_explosion_depth").set_value(2).run()
    page.segmented_control(key="why_explosion_inputs").set_value("Gaussian noise").run()
    sound(page)


def test_three_comparisons_are_made(app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "STEPS", 40)
    record(store, rates.at_rates(12))
    page = opened(app, "larger_steps")
    (table,) = [each.value for each in page.markdown if each.value.startswith("| | no BN")]
    rows = [line.split("|") for line in table.splitlines()[2:5]]
    for _, _, plain, bn, gained, _ in rows:
        shown = [float(cell.replace("−", "-").strip(" *%")) for cell in (plain, bn, gained)]
        assert shown[1] - shown[0] == pytest.approx(shown[2], abs=1e-6)  # no rounding to wonder at
    assert "Verdict on this network" in table


def test_a_few_large_steps_explode_without_bn_only(app: AppTest) -> None:
    page = opened(app, "larger_steps")
    spread = r"last layer is \*\*([\d.]+)\*\* with BN and \*\*([\d.]+)"
    page.select_slider(key="why_larger_steps_rate").set_value(0.03).run()
    bn, plain = numbers(sound(page), spread)
    assert max(bn, plain) < 5
    page.select_slider(key="why_larger_steps_rate").set_value(3.0).run()
    page.slider(key="why_larger_steps_steps").set_value(8).run()
    page.segmented_control(key="why_larger_steps_place").set_value("before").run()
    assert "and **no number** without" in words(sound(page))
    page.slider(key="why_larger_steps_steps").set_value(3).run()
    assert "and **more than 10⁸** without" in words(sound(page))
    page.slider(key="why_larger_steps_steps").set_value(1).run()
    assert "After 1 step the spread" in words(sound(page))
    assert "12 × 50 ReLU units, takes its first steps" in words(page)
    page.segmented_control(key="why_larger_steps_depth").set_value(3).run()
    assert "3 × 100 ReLU units, takes its first steps" in words(sound(page))
