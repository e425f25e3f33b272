"""What stands on a page gives the result that stands behind it, as it is written and with numbers.

The MathML of each line is read as a Python expression and evaluated for all images of a mini-batch at once. A
wrong sign, a missing bracket or a forgotten factor on the page would be found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from bnviz.lessons.formulas import UnitBatch, pages
from bnviz.maths import Array

M = 9
OPERATORS = {"mfrac": "/", "msup": "**"}
SIGNS = {"+": "+", "−": "-", "·": "*", "×": "*"}


class Expression:
    """A Python expression in the making, token by token."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.open_totals = 0

    def value(self, token: str) -> None:
        """A value right behind another is a factor of it."""
        if self.tokens and (self.tokens[-1].endswith(")") or self.tokens[-1][-1].isalnum()):
            self.tokens.append("*")
        self.tokens.append(token)

    def sign(self, sign: str) -> None:
        if sign == "(":
            self.value("(")
        elif sign == ")":
            self.end_totals()
            self.tokens.append(")")
        elif self.tokens[-1:] != ["total("]:  # what stands before it is the + of "⋯ +"
            self.tokens.append(SIGNS[sign])

    def total(self) -> None:
        self.value("total(")
        self.open_totals += 1

    def others(self) -> None:
        """⋯ stands at both ends of a sum."""
        if self.open_totals:
            assert self.tokens.pop() == "+"
            self.end_totals()
        else:
            self.total()

    def end_totals(self) -> None:
        self.tokens += [")"] * self.open_totals
        self.open_totals = 0

    def read(self, node: ET.Element) -> None:
        word = (node.text or "").strip()
        if name := node.get("data-symbol"):
            self.value(name)
        elif node.tag == "mo":
            self.sign(word)
        elif node.tag == "munderover":
            self.total()
        elif word == "⋯":
            self.others()
        else:
            self.value(layout(node) if len(node) else f"({word.strip('()').replace('−', '-')})")


def python(nodes: Iterable[ET.Element]) -> str:
    """A row of MathML as Python."""
    made = Expression()
    for node in nodes:
        made.read(node)
    made.end_totals()
    return "".join(made.tokens)


def layout(node: ET.Element) -> str:
    if node.tag == "mrow":
        return f"({python(node)})"
    if node.tag == "msqrt":
        return f"sqrt({python(node)})"
    first, second = (python(part) for part in node)
    return f"(({first}){OPERATORS[node.tag]}({second}))"


def line(formula: ET.Element, kind: str) -> list[ET.Element]:
    """The MathML of a formula's right side as it is "written" or in "numbers", after the first ← or ≈."""
    math = formula.findall(f"div[@class='{kind} right']/math")
    _, *elements = [node for piece in math for node in piece]
    return elements


SECTIONS = [section for page in pages() for section in ET.fromstring(f"<p>{page.html}</p>").iter("section")]
RUNNING = ("running_mean", "running_variance")  # made of all mini-batches there were


def named(sections: Iterable[ET.Element]) -> list[Any]:
    return [
        pytest.param(section, id=f"{section.get('data-defines')}: {section.get('aria-label')}")
        for section in sections
    ]


def values() -> dict[str, Array | float]:
    """What every symbol is worth, for all images where each has its own."""
    generator = np.random.default_rng(3)
    batch = UnitBatch(
        x=tuple(generator.normal(0.3, 2, M)),
        gradient=tuple(generator.normal(0, 1, M)),
        gamma=-1.3,
        beta=0.4,
        running_mean=0.2,
        running_variance=3.1,
    )
    every = [batch.values(image) for image in range(1, M + 1)]
    columns = {name: np.array([one[name] for one in every]) for name in every[0]}
    return {name: column if np.ptp(column) else column[0] for name, column in columns.items()}


VALUES = values()
MATHEMATICS = {"total": np.sum, "sqrt": np.sqrt, "__builtins__": {}}


def evaluated(nodes: Iterable[ET.Element]) -> Array | float:
    result: Array | float = eval(python(nodes), {**MATHEMATICS, **VALUES})
    return result


def defines(formula: ET.Element) -> Array | float:
    return VALUES[formula.get("data-defines", "")]


@pytest.mark.parametrize("formula", named(s for s in SECTIONS if s.get("data-defines") not in RUNNING))
class TestAFormula:
    def test_gives_its_symbol_as_it_is_written(self, formula: ET.Element) -> None:
        np.testing.assert_allclose(evaluated(line(formula, "written")), defines(formula), atol=1e-14)

    def test_gives_its_symbol_with_numbers_which_stands_behind_it(self, formula: ET.Element) -> None:
        *arithmetic, about, result = line(formula, "numbers")
        np.testing.assert_allclose(evaluated(arithmetic), defines(formula), atol=1e-14)
        assert (about.text, result.get("data-slot")) == ("≈", formula.get("data-defines"))


@pytest.mark.parametrize("name", RUNNING)
def test_running_statistics_are_shown_as_they_are(name: str) -> None:
    paper, kept = (section for section in SECTIONS if section.get("data-defines") == name)
    assert paper.find("div[@class='numbers right']") is None
    (result,) = line(kept, "numbers")
    assert result.get("data-slot") == name


def test_the_reading_is_not_blind() -> None:
    assert python(ET.fromstring("<p><mn>2</mn><mo>+</mo><mn>−3</mn></p>")) == "(2)+(-3)"
    fraction = "<mfrac><mrow><mn>1</mn></mrow><mrow><mi data-symbol='m'/></mrow></mfrac>"
    assert eval(python(ET.fromstring(f"<p>{fraction}<mi data-symbol='x'/></p>")), {"m": 4, "x": 8}) == 2
    with_sum = "<mn>⋯</mn><mo>+</mo><mi data-symbol='x'/><mo>+</mo><mn>⋯</mn><mo>−</mo><mi data-symbol='x'/>"
    assert python(ET.fromstring(f"<p>{with_sum}</p>")) == "total(x)-x"


def test_the_term_that_vanishes_is_there() -> None:
    """The deviations from a mean add up to 0, so the result does not tell whether ∂σ²_B/∂μ_B is right."""
    (formula,) = (section for section in SECTIONS if section.get("data-defines") == "to_mu")
    assert python(line(formula, "written")).endswith("+to_variance*((total((-2)*((x-mu))))/(m))")
