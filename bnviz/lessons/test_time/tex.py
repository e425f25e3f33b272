"""Numbers as LaTeX writes them, with the four significant digits that the whole lesson shows."""

from __future__ import annotations

from collections.abc import Sequence

from bnviz.lessons.formulas.digits import digits

NEW_LINE = r"\\[4pt]"
_IN_A_LINE = 4  # numbers of a sum
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def tex(value: float) -> str:
    r"""Four significant digits: "0.2130", "-1.200", "2.300 \cdot 10^{-5}"."""
    number, _, power = digits(value).replace("−", "-").partition("·10")
    return rf"{number} \cdot 10^{{{power.translate(_POWERS)}}}" if power else number


def operand(value: float) -> str:
    """A number behind a sign or a dot: in brackets if it has a sign of its own."""
    text = tex(value)
    return f"({text})" if text.startswith("-") else text


def total(values: Sequence[float]) -> str:
    """A sum, written out, with a new line after every four numbers: "1.000 - 2.000 + 3.000"."""
    text = tex(values[0])
    for place, value in enumerate(values[1:], start=1):
        sign, number = ("-", tex(value)[1:]) if tex(value).startswith("-") else ("+", tex(value))
        text += (NEW_LINE + r"&\quad {}" if place % _IN_A_LINE == 0 else " ") + f"{sign} {number}"
    return text


def equation(left: str, *steps: str) -> str:
    """A left side and what it equals, step by step below each other, so that a phone has room for it."""
    return NEW_LINE.join([f"{left} &= {steps[0]}", *(f"&= {step}" for step in steps[1:])])


def aligned(*lines: str) -> str:
    """Lines below each other, aligned at their `&`."""
    return rf"\begin{{aligned}}{NEW_LINE.join(lines)}\end{{aligned}}"
