"""The formulas' numbers are those of the reference, and read as LaTeX."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bnviz.lessons.formulas import EPSILON, UnitBatch, algorithm_1, bracketed, number
from bnviz.maths import batch_norm

LATEX_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(\\cdot10\^\{-?[0-9]+\})?")
finite = st.floats(-1e6, 1e6)
of_any_size = st.builds(lambda digits, power: digits * 10.0**power, st.floats(-10, 10), st.integers(-12, 12))


def value(latex: str) -> float:
    return float(re.sub(r"\\cdot10\^\{(.*)\}", r"e\1", latex))


@given(arrays(float, (7, 1), elements=st.floats(-100, 100)), finite, finite)
def test_a_unit_batch_is_the_reference_on_one_example(x: np.ndarray, gamma: float, beta: float) -> None:
    expected = batch_norm.forward(x, np.array([gamma]), np.array([beta]))
    unit = UnitBatch(expected.mean[0], expected.variance[0], gamma, beta, x[0, 0])
    assert unit.normalised == pytest.approx(expected.normalised[0, 0])
    assert unit.output == pytest.approx(expected.output[0, 0])


def test_the_formula_and_the_reference_have_one_epsilon() -> None:
    assert EPSILON == batch_norm.EPSILON
    written = algorithm_1(UnitBatch(0.0, 1.0, 1.0, 0.0, 1.0))[2].numbers
    assert f"10^{{{round(math.log10(EPSILON))}}}" in written


@given(of_any_size)
def test_a_number_is_latex_of_three_significant_digits(given_value: float) -> None:
    latex = number(given_value)
    assert LATEX_NUMBER.fullmatch(latex), latex
    assert value(latex) == pytest.approx(given_value, rel=0.005)


@pytest.mark.parametrize(
    ("given_value", "latex"),
    [
        (0.0, "0.00"),
        (-1.5, "-1.50"),
        (0.00123, "0.00123"),
        (123.4, "123"),
        (0.000123, r"1.23\cdot10^{-4}"),
        (-2.5e7, r"-2.50\cdot10^{7}"),
    ],
)
def test_a_number_keeps_its_zeros_and_has_powers_of_ten(given_value: float, latex: str) -> None:
    assert number(given_value) == latex


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
def test_a_diverged_unit_has_no_number(broken: float) -> None:
    assert number(broken) == r"\text{not a number}"


def test_only_a_sign_needs_brackets() -> None:
    assert bracketed("-1.50") == "(-1.50)"
    assert bracketed("1.50") == "1.50"


def test_without_a_unit_the_lines_are_the_same_and_have_no_numbers() -> None:
    empty, full = algorithm_1(None), algorithm_1(UnitBatch(0.0, 1.0, 1.0, 0.0, 1.0))
    assert [(line.name, line.latex) for line in empty] == [(line.name, line.latex) for line in full]
    assert all("…" in line.numbers for line in empty)
    assert not any("…" in line.numbers for line in full)


@given(*[finite] * 2, st.floats(0, 1e6), *[finite] * 2)
def test_every_line_shows_what_the_lines_before_it_gave(
    mean: float, gamma: float, variance: float, beta: float, example: float
) -> None:
    unit = UnitBatch(mean, variance, gamma, beta, example)
    mean_line, variance_line, normalise, scale_and_shift = (line.numbers for line in algorithm_1(unit))
    assert mean_line.endswith(rf"\approx {number(mean)}")
    assert variance_line.endswith(rf"\approx {number(variance)}")
    assert number(variance) in normalise
    assert normalise.endswith(rf"\approx {number(unit.normalised)}")
    assert bracketed(number(unit.normalised)) in scale_and_shift
    assert scale_and_shift.endswith(rf"\approx {number(unit.output)}")
