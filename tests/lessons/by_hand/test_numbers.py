import math

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from bnviz.lessons.by_hand.numbers import beside, equals, given, latex, neat, without_noise

from .reading import number


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.0, "2"), (-0.5, "−0.5"), (123456.0, "123456"), (1e-5, "1·10⁻⁵"), (-2.5e6, "−2.5·10⁶"), (0.0, "0")],
)
def test_a_given_number_is_written_whole(value: float, text: str) -> None:
    assert given(value) == text


@pytest.mark.parametrize(
    ("value", "text", "sign"),
    [(5.25, "5.25", "="), (6.6875, "6.688", r"\approx"), (2.0, "2", "="), (1 / 3, "0.3333", r"\approx")],
)
def test_zeros_are_left_out_only_where_they_are_exact(value: float, text: str, sign: str) -> None:
    assert (neat(value), equals(value)) == (text, sign)


@examples(st.floats(-1e6, 1e6))
def test_four_digits_say_the_number_and_latex_says_the_same(value: float) -> None:
    assert math.isclose(number(latex(neat(value))), value, rel_tol=6e-4, abs_tol=1e-300)


def test_no_number_is_said_in_words() -> None:
    assert latex(neat(math.nan)) == r"\text{no number}"


@examples(st.floats(-1e6, 1e6), st.floats(1e-4, 1e6))
def test_what_is_subtracted_has_the_decimals_that_the_differences_need(value: float, spread: float) -> None:
    shown = number(latex(beside(value, spread)))
    assert abs(shown - value) <= max(6e-4 * spread, 1e-9 * abs(value))


def test_rounding_counts_as_nothing() -> None:
    assert without_noise(1e-16, 1) == 0
    assert without_noise(1e-9, 1) == 1e-9
