"""Numbers that stand in written-out arithmetic, as text and as LaTeX."""

from __future__ import annotations

import math
import re

from bnviz.lessons.formulas.digits import digits

GIVEN_DIGITS = 6
"""Significant digits of a number that a visitor gives: few enough to be written out whole."""

_NOISE = 1e-12  # some thousand times the relative rounding error of float64
_POWER = re.compile(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_RAISE = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def given(value: float) -> str:
    """A number of at most six significant digits, whole: "2", "−0.5", "123456", "1·10⁻⁵"."""
    mantissa, _, exponent = f"{value:.{GIVEN_DIGITS}g}".partition("e")
    power = f"·10{str(int(exponent)).translate(_RAISE)}" if exponent else ""
    return mantissa.replace("-", "−") + power


def neat(value: float) -> str:
    """Four significant digits, without zeros at the end where they are exact: "5.25", "6.688", "2"."""
    text = digits(value)
    if not math.isfinite(value) or not is_exact(value):
        return text
    mantissa, dot, power = text.partition("·")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa) + dot + power


def is_exact(value: float) -> bool:
    """Whether four significant digits say all of a number, but for the rounding of float64."""
    return math.isclose(float(f"{value:.3e}"), value, rel_tol=_NOISE)


def beside(value: float, spread: float) -> str:
    """A number that others are subtracted from: with as many decimals as their differences need.

    Args:
        value: the number.
        spread: how large the differences are.
    """
    if spread == 0:  # the value of all of them, as it was given
        return given(value)
    if is_exact(value) or not math.isfinite(spread) or abs(value) < 1e-3 > spread:
        return neat(value)
    decimals = max(0, 3 - math.floor(math.log10(spread)))
    text = f"{value:.{decimals}f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def without_noise(value: float, size: float) -> float:
    """A number, or 0 if it is no more than the rounding of numbers of that size leaves."""
    return 0.0 if abs(value) <= _NOISE * size else value


def latex(text: str) -> str:
    """A number's text as LaTeX."""
    if text == digits(math.nan):  # words
        return rf"\text{{{text}}}"
    power = _POWER.sub(lambda found: rf" \cdot 10^{{{found[1].translate(_RAISED)}}}", text)
    return power.replace("−", "-")


def in_brackets(text: str) -> str:
    """A number's LaTeX behind an operator: in brackets if it is negative or has a factor of its own."""
    return f"({text})" if text.startswith("-") else text


def equals(value: float) -> str:
    """The sign in front of a result in four digits: "=" if they are all of it, else "≈", as LaTeX."""
    return "=" if is_exact(value) else r"\approx"
