"""How costs grow: the exponent, what is varied, how it is measured, and how it is told and drawn."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.growth import HEADER, told
from benchmarks.growth_curve import Curve, Growth, Panel
from benchmarks.growth_plot import FOLDER, draw
from benchmarks.growth_run import SMALL, STEPS, whole_run
from benchmarks.growth_step import Sizes, experiments, measure
from benchmarks.growth_visitors import VISITORS
from benchmarks.report import PAGE
from benchmarks.setting import Setting
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS

POWERS = [1, 2, 4, 8, 16, 32]
FIELDS = {"arms": "arms", "depth": "depth", "width": "width", "mini-batch": "batch_size"}


@pytest.fixture
def growth() -> Growth:
    grown = [Curve(name, POWERS, [0.3 * size**p for size in POWERS]) for name, p in (("a", 1.5), ("b", 1))]
    return Growth("arms", "arms in one stack", [Panel("milliseconds", "ms", grown)])


@given(st.floats(-1, 3), st.floats(1e-6, 1e6))
def test_the_exponent_of_a_power_law_is_found(p: float, factor: float) -> None:
    curve = Curve("", POWERS, [factor * size**p for size in POWERS])
    assert curve.exponent() == pytest.approx(p, abs=1e-6)
    assert curve.upper().exponent() == pytest.approx(p, abs=1e-6)


def test_a_constant_part_hides_the_exponent_less_in_the_upper_sizes() -> None:
    curve = Curve("", POWERS, [3 + size**2 for size in POWERS])
    assert curve.exponent() < curve.upper().exponent() < 2


def test_the_upper_sizes_are_those_from_an_eighth_of_the_largest_on() -> None:
    assert Curve("", POWERS, POWERS).upper() == Curve("", [4, 8, 16, 32], [4, 8, 16, 32])
    assert Curve("", [1, 2, 5, 10, 20, 50], [0] * 6).upper().sizes == [10, 20, 50]


@pytest.mark.parametrize("quantity", FIELDS)
def test_the_sizes_are_valid_experiments_and_vary_nothing_else(quantity: str) -> None:
    paper = PRESETS["paper-figure-1"].setup.experiment()
    field = FIELDS[quantity]
    for experiment in experiments()[quantity].values():
        assert Experiment.model_validate(experiment.model_dump()) == experiment
        assert experiment.model_copy(update={field: getattr(paper, field)}) == paper


def test_every_size_is_that_of_its_experiment() -> None:
    for quantity, sizes in experiments().items():
        values = [getattr(each, FIELDS[quantity]) for each in sizes.values()]
        assert [len(each) if quantity == "arms" else each for each in values] == [*sizes]


def test_stacks_have_arms_with_batch_normalization_and_without_in_turn() -> None:
    for size, experiment in experiments()["arms"].items():
        kinds = [arm.normalization for arm in experiment.arms]
        assert kinds == (["batch", "none"] * size)[:size]


def test_the_ends_are_those_of_what_a_visitor_may_ask_for() -> None:
    for quantity, field in FIELDS.items():
        largest = max(experiments()[quantity])
        limit = next(each for each in Experiment.model_fields[field].metadata if hasattr(each, _most(field)))
        assert getattr(limit, _most(field)) == largest
    assert max(STEPS) == 100_000
    assert SMALL.model_copy(update={"steps": max(STEPS)}) == Experiment.model_validate(
        SMALL.model_dump() | {"steps": max(STEPS)}
    )


def _most(field: str) -> str:
    return "max_length" if field == "arms" else "le"


def test_steps_of_all_sizes_take_time(experiment: Experiment, dataset: Dataset) -> None:
    sizes: Sizes = {size: experiment.model_copy(update={"depth": size}) for size in (1, 2)}
    growth = measure("depth", sizes, Setting(dataset, rounds=1))
    (panel,) = growth.panels
    assert [curve.what for curve in panel.curves] == ["recorded step", "bare step", "its products alone"]
    for curve in panel.curves:
        assert curve.sizes == [1, 2]
        assert min(curve.costs) > 0


def test_a_whole_run_takes_time_and_room(dataset: Dataset) -> None:
    megabytes: list[float] = []
    assert whole_run(SMALL.model_copy(update={"steps": 20}), dataset, megabytes.append) > 0
    assert 0 < megabytes[0] < 10


def test_a_row_tells_the_ends_and_both_exponents(growth: Growth) -> None:
    first, second = told(growth)
    assert len(first) == len(HEADER)
    assert first == ("arms", "1", "32", "a", "0.3 ms", "54.3 ms", "1.50", "1.50")
    assert second[3:6] == ("b", "0.3 ms", "9.6 ms")


def test_a_plot_is_an_svg_that_names_the_quantity_and_every_curve(growth: Growth, tmp_path: Path) -> None:
    file = draw(growth, tmp_path)
    texts = {"".join(each.itertext()).strip() for each in ElementTree.parse(file).iter()}
    assert file.name == "arms.svg"
    assert {"arms in one stack", "milliseconds", "a", "b", "linear", "32"} <= texts


def test_a_plot_is_the_same_for_the_same_numbers(growth: Growth, tmp_path: Path) -> None:
    first, second = (draw(growth, tmp_path / name).read_bytes() for name in ("first", "second"))
    assert first == second
    assert b"<dc:date>" not in first


@pytest.mark.parametrize("quantity", [*FIELDS, "steps", "visitors"])
def test_the_page_shows_a_small_plot_of_every_quantity(quantity: str) -> None:
    assert f"](growth/{quantity}.svg)" in PAGE.read_text("utf-8")
    assert (FOLDER / f"{quantity}.svg").stat().st_size < 40_000


def test_visitors_are_as_many_as_a_class_and_more() -> None:
    assert VISITORS[0] == 1
    assert VISITORS[-1] == 50
