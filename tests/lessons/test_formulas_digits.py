"""Numbers are shown to four digits, and read as they are meant."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.lessons.formulas.digits import bracketed, digits, per_cent

of_any_size = st.builds(lambda size, power: size * 10.0**power, st.floats(-10, 10), st.integers(-12, 12))
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@given(of_any_size)
def test_what_is_read_is_the_number_to_four_digits(value: float) -> None:
    mantissa, _, power = digits(value).replace("−", "-").partition("·10")
    read = float(mantissa) * 10.0 ** int(power.translate(POWERS) or 0)
    assert read == pytest.approx(value, rel=0.5001e-3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.5, "−1.500"),
        (0.00123, "0.001230"),
        (1234.4, "1234"),
        (9999.7, "1.000·10⁴"),
        (0.000123, "1.230·10⁻⁴"),
        (-2.5e17, "−2.500·10¹⁷"),
    ],
)
def test_zeros_are_kept_and_powers_of_ten_are_raised(value: float, text: str) -> None:
    assert digits(value) == text


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_no_number(broken: float) -> None:
    assert digits(broken) == "no number"


def test_only_a_number_with_a_sign_of_its_own_gets_brackets() -> None:
    assert bracketed(digits(-1.5)) == "(−1.500)"
    assert bracketed(digits(1.5e-7)) == "1.500·10⁻⁷"


def test_a_share_is_told_in_per_cent() -> None:
    assert (per_cent(0.935), per_cent(1, 0), per_cent(-0.05)) == ("93.5 %", "100 %", "−5.0 %")
