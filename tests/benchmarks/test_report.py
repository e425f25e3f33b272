"""Rounds, figures and the tables they end in."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import BLOCKS, PAGE, TABLES
from benchmarks.figure import HEADER, Figure
from benchmarks.report import markdown, replace_block
from benchmarks.rounds import Slice, interleave, median_ratio
from benchmarks.speed import faster, speed_ratio


def test_alternatives_take_turns_and_the_first_round_does_not_count() -> None:
    turns: list[str] = []

    def alternative(name: str, seconds: float) -> Slice:
        def run() -> float:
            turns.append(name)
            return seconds * len(turns)

        return run

    times = interleave({"a": alternative("a", 1), "b": alternative("b", 10)}, 2, "test")
    assert turns == ["a", "b"] * 3
    assert {name: each.tolist() for name, each in times.items()} == {"a": [3, 5], "b": [40, 60]}


def test_the_ratio_is_of_the_same_rounds_and_one_bad_round_does_not_matter() -> None:
    engine, other = np.array([1.0, 10.0, 2.0]), np.array([2.0, 20.0, 400.0])
    assert median_ratio(other, engine) == 2
    assert speed_ratio("", 1.5, engine, other).met
    assert not speed_ratio("", 1.5, other, engine).met
    assert faster(engine, other) is engine


@pytest.mark.parametrize(
    ("at_least", "value", "met"), [(True, 1.9, False), (True, 2, True), (False, 1.9, True)]
)
def test_a_figure_knows_whether_its_target_is_met(at_least: bool, value: float, met: bool) -> None:
    figure = Figure("speed", value, 2, at_least, "{:.1f} ×", "")
    assert figure.met is met
    assert figure.row()[2:4] == (f"{'≥' if at_least else '≤'} 2.0 ×", "yes" if met else "no")


def test_a_table_lines_up() -> None:
    lines = markdown(("name", "x"), [("a", "long"), ("b", "")]).splitlines()
    assert lines == ["| name | x    |", "| ---- | ---- |", "| a    | long |", "| b    |      |"]


def test_only_the_block_is_replaced_and_again_and_again(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- x -->old<!-- /x -->\nafter <!-- y --><!-- /y -->", encoding="utf-8")
    for _ in range(2):
        replace_block(page, "x", r"new \1")
    text = page.read_text(encoding="utf-8")
    assert text == "before\n<!-- x -->\n\nnew \\1\n\n<!-- /x -->\nafter <!-- y --><!-- /y -->"


def test_a_page_without_the_block_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="must hold <!-- x -->"):
        replace_block(page, "x", "new")


@pytest.mark.parametrize("name", ["machine", *BLOCKS, *TABLES])
def test_the_documentation_has_a_place_for_every_block(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(f"<!-- {name} -->") == page.count(f"<!-- /{name} -->") == 1


def test_every_figure_of_the_command_line_is_explained() -> None:
    assert len(HEADER) == 5
    training = ["two-arms", "one-arm", "many-arms", "sweep", "two-workers", "gpu"]
    assert [*BLOCKS["figures"]] == [*training, "start", "first-point", "click", "memory", "tick", "lessons"]
    assert [*BLOCKS["class"]] == ["sessions", "visitors"]
