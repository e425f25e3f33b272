"""One template, written and with numbers."""

from __future__ import annotations

from bnviz.lessons.formulas.notation import (
    BREAK,
    DOT,
    MINUS,
    NUMBERS_BREAK,
    PLUS,
    TIMES,
    brackets,
    factored_total,
    fraction,
    in_numbers,
    number,
    pieces,
    root,
    slot,
    symbols,
    total,
    written,
)

GLYPHS = {"a": "<mi>a</mi>", "b": "<mi>b</mi>"}


def slots(template: str) -> list[str]:
    """The slots of a template, in order."""
    return [part.partition('"')[0] for part in in_numbers(template).split('data-slot="')[1:]]


def text(mathml: str) -> str:
    """MathML without its tags."""
    return "".join(part.rpartition(">")[2] for part in mathml.split("<"))


def test_symbols_are_found_once_each_and_in_order() -> None:
    assert symbols(total(f"{{b}}{TIMES}{{a}}{PLUS}{{b}}")) == ("b", "a")


def test_written_it_has_glyphs_for_symbols() -> None:
    assert text(written(f"{{a}}{TIMES}{{b}}{PLUS}{{a}}{DOT}{{b}}", GLYPHS)) == "ab+a·b"


def test_with_numbers_every_product_has_a_sign() -> None:
    assert text(in_numbers(f"{{a}}{TIMES}{{b}}{PLUS}{{a}}{DOT}{{b}}")) == "…×…+…×…"


def test_behind_an_operator_a_slot_is_for_a_number_in_brackets() -> None:
    assert slots(f"{{a}}{MINUS}{{b}}{TIMES}{{a}}{PLUS}{BREAK}{{b}}") == ["a", "(b)", "(a)", "(b)"]


def test_at_the_start_of_a_root_a_fraction_and_brackets_it_is_not() -> None:
    assert slots(PLUS + root("{a}") + PLUS + fraction("{a}", "{b}") + DOT + brackets("{b}")) == [*"aabb"]


def test_a_negative_number_of_the_formula_is_in_brackets_behind_an_operator_too() -> None:
    minus_two = number("−2")
    assert text(in_numbers(f"{minus_two}{PLUS}{minus_two}")) == "−2+(−2)"
    assert text(written(f"{minus_two}{PLUS}{minus_two}", {})) == "−2+−2"


def test_a_sum_shows_one_term_among_others() -> None:
    assert text(in_numbers(total("{a}"))).split() == ["⋯+", "…", "+⋯"]
    assert slots(total("{a}")) == ["(a)"]
    assert text(written(total("{a}"), GLYPHS)) == "∑i=1ma"


def test_a_factor_of_a_sum_has_brackets_only_with_numbers() -> None:
    assert text(in_numbers(factored_total("{a}", "{b}"))).replace("\n", "") == "…×(⋯+…+⋯)"
    assert text(written(factored_total("{a}", "{b}"), GLYPHS)) == "a∑i=1mb"


def test_a_line_breaks_between_elements_and_never_inside() -> None:
    inside = fraction(f"{{a}}{BREAK}{{b}}", "{a}")
    broken = pieces(written(f"{{a}}{BREAK}{inside}{BREAK}{{b}}", GLYPHS))
    assert [text(piece) for piece in broken] == ["a", "aba", "b"]
    assert all(piece.count("</") == piece.count("<") / 2 for piece in broken)


def test_some_breaks_are_for_the_numbers_alone() -> None:
    template = f"{{a}}{NUMBERS_BREAK}{PLUS}{{b}}"
    assert len(pieces(written(template, GLYPHS))) == 1
    assert len(pieces(in_numbers(template))) == 2


def test_a_slot_says_which_symbol_it_belongs_to() -> None:
    assert slot("a", "(a)") == '<mn data-symbol="a" data-slot="(a)">…</mn>'
