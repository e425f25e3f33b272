"""The formulas beside the plots: numbers of the network that is training, and right ones."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from .conftest import Visit
from .lab_page import LabPage

pytestmark = pytest.mark.browser

NUMBER = r"\(?(-?[0-9.]+(?:\\cdot10\^\{-?[0-9]+\})?)\)?"
SCALE_AND_SHIFT = re.compile(rf"y_1 = {NUMBER}\\cdot{NUMBER}\+{NUMBER} \\approx {NUMBER}")
HALF_A_DIGIT = 0.005  # relative: three significant digits are shown


class ScaleAndShift(NamedTuple):
    """y₁ = γ x̂₁ + β with the numbers that are shown."""

    gamma: float
    normalised: float
    beta: float
    output: float


def value(latex: str) -> float:
    return float(re.sub(r"\\cdot10\^\{(.*)\}", r"e\1", latex))


def tex(lab: LabPage) -> str:
    """All formulas as they are written in LaTeX."""
    return "\n".join(lab.formulas.locator("annotation[encoding='application/x-tex']").all_text_contents())


def scale_and_shift(lab: LabPage) -> ScaleAndShift:
    found = SCALE_AND_SHIFT.search(tex(lab))
    assert found, tex(lab)
    return ScaleAndShift(*map(value, found.groups()))


def test_the_numbers_move_with_the_training_and_add_up(visit: Visit) -> None:
    lab = visit("steps=100000&seed=5")
    assert "y_1" not in tex(lab)
    lab.start()
    annotation = lab.formulas.locator("annotation", has_text="y_1")
    annotation.wait_for(state="attached")
    first = annotation.text_content()
    lab.page.wait_for_function(
        "first => ![...document.querySelectorAll('.st-key-formulas annotation')]"
        ".some(node => node.textContent === first)",
        arg=first,
    )
    shown = scale_and_shift(lab)
    parts = abs(shown.gamma * shown.normalised), abs(shown.beta), abs(shown.output)
    rounding = HALF_A_DIGIT * (2 * parts[0] + parts[1] + parts[2])
    assert shown.gamma * shown.normalised + shown.beta == pytest.approx(shown.output, abs=rounding)


def test_another_unit_has_other_numbers(visit: Visit) -> None:
    lab = visit("width=8&steps=40")
    lab.start_and_finish()
    before = tex(lab)
    lab.choose("formula_unit", "2")
    lab.page.wait_for_function(
        "before => [...document.querySelectorAll('.st-key-formulas annotation')]"
        ".map(node => node.textContent).join('\\n') !== before",
        arg=before,
    )
    assert "y_1" in tex(lab)


def test_without_batch_normalization_there_are_no_numbers(visit: Visit) -> None:
    lab = visit("width=8&steps=40&normalization=none")
    lab.train.click()
    lab.wait_for_points()
    lab.page.get_by_text("the formulas stay without numbers").wait_for()
    assert "y_1" not in tex(lab)
