"""What a page says of its symbols is said by its formulas: where each comes from, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import pytest

from bnviz.lessons.formulas import FORMULAS, SHEETS, SYMBOLS, Page, notes, pages
from bnviz.lessons.formulas.formula import Sheet, destinations, sources
from bnviz.lessons.formulas.symbols import MU, RUNNING_MEAN, TO_OUTPUT, M, Symbol

TREES = {page.name: ET.fromstring(f"<div>{page.html}</div>") for page in pages()}
GIVEN = {"x", "gamma", "beta", "to_output", "m", "epsilon"}
"""What no formula gives: it is met, learned, or chosen."""


def names(symbols: Iterable[Symbol]) -> list[str]:
    return [symbol.name for symbol in symbols]


def test_every_page_is_well_formed_and_only_of_elements_that_browsers_know() -> None:
    html = {"div", "section", "p", "b", "em", "span"}
    mathml = {"math", "mrow", "mi", "mn", "mo", "mtext", "msub", "msup", "msubsup"}
    mathml |= {"mfrac", "msqrt", "mover", "munderover"}
    assert {element.tag for tree in TREES.values() for element in tree.iter()} <= html | mathml


def test_the_mini_batch_mean_comes_from_x_and_goes_to_what_the_paper_uses_it_for() -> None:
    assert names(sources(MU, SHEETS[0].formulas)) == ["x"]
    assert names(destinations(MU, SHEETS[0].formulas)) == ["variance", "normalised"]
    assert "running_mean" in names(destinations(MU, FORMULAS))


def test_a_running_mean_does_not_come_from_itself() -> None:
    assert names(sources(RUNNING_MEAN, FORMULAS)) == ["mu"]


def test_constants_are_no_source_but_can_be_followed() -> None:
    assert not any(used.constant for symbol in SYMBOLS.values() for used in sources(symbol, FORMULAS))
    assert MU in destinations(M, FORMULAS)


def test_whatever_is_not_given_has_a_formula_before_it_is_used() -> None:
    known = set(GIVEN)
    for formula in FORMULAS:
        assert {symbol.name for symbol in formula.uses} <= known
        known.add(formula.left.name)
    assert known == SYMBOLS.keys()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_says_what_it_starts_from(sheet: Sheet) -> None:
    """All that its formulas use and none of them gives, but for ϵ, which stands in the formulas."""
    used = {symbol.name for formula in sheet.formulas for symbol in formula.uses}
    given = {symbol.name for given in sheet.given for symbol in given.symbols}
    assert used - {formula.left.name for formula in sheet.formulas} - {"epsilon"} <= given | {"output"}


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_formula_says_what_it_gives_and_uses_and_shows_both(page: Page) -> None:
    for formula in TREES[page.name].iter("section"):
        left, uses = formula.get("data-defines"), set(formula.get("data-uses", "").split())
        shown = {element.get("data-symbol") for element in formula.iter()} - {None}
        assert shown == uses | {left}
        assert formula.get("aria-label")


def test_a_note_tells_a_symbol_in_one_line() -> None:
    note = "".join(ET.fromstring(f"<p>{notes()['mu']}</p>").itertext())
    assert note.startswith("μℬ: mean of the unit's inputs over the mini-batch; from xi; goes to σℬ2, x^i, ")
    assert "from" not in "".join(ET.fromstring(f"<p>{notes()[TO_OUTPUT.name]}</p>").itertext()).split(";")[-1]


def test_every_symbol_has_a_note_that_names_all_it_hangs_together_with() -> None:
    for name, note in notes().items():
        near = [*sources(SYMBOLS[name], FORMULAS), *destinations(SYMBOLS[name], FORMULAS)]
        assert len(re.findall("<math>", note)) == 1 + len(near)


def test_only_exact_numbers_stand_behind_an_equals_sign() -> None:
    for tree in TREES.values():
        for row in tree.iter():
            for before, after in zip(row, list(row)[1:], strict=False):
                if before.tag == "mo" and before.text in "=≈" and after.get("data-slot"):
                    assert (before.text == "=") == (after.get("data-slot") == "m")
