"""Numbers as text."""

from __future__ import annotations

import math

from bnviz.language import _

SIGNIFICANT_DIGITS = 4
_POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def digits(value: float) -> str:
    """Four significant digits: "0.2130", "−1.200", "2.300·10⁻⁵"; "0" is exact."""
    if not math.isfinite(value):
        return _("no number")
    mantissa, exponent = f"{value:.{SIGNIFICANT_DIGITS - 1}e}".split("e")
    if value == 0:
        return "0"
    if -3 <= int(exponent) < SIGNIFICANT_DIGITS:
        return _with_minus(f"{value:#.{SIGNIFICANT_DIGITS}g}".removesuffix("."))
    return _with_minus(f"{mantissa}·10{str(int(exponent)).translate(_POWERS)}")


def per_cent(share: float, decimals: int = 1) -> str:
    """A share from 0 to 1: "93.5 %"."""
    return _("{number} %").format(number=_with_minus(f"{100 * share:.{decimals}f}"))


def bracketed(text: str) -> str:
    """A number in brackets if it has a sign of its own."""
    return f"({text})" if text.startswith("−") else text


def _with_minus(text: str) -> str:
    return text.replace("-", "−")
