"""Sheets and explanations as HTML with MathML in it.

An element with `data-symbol` stands for a symbol, and one with `data-slot` waits for the text of its number.
A formula has in `data-defines` the symbol it gives, and in `data-uses` those it takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from bnviz.language import _
from bnviz.lessons.formulas.formula import Formula, Given, Sheet, destinations, sources
from bnviz.lessons.formulas.notation import (
    ABOUT,
    BECOMES,
    EQUALS,
    WAITING,
    in_numbers,
    pieces,
    slot,
    written,
)
from bnviz.lessons.formulas.symbols import SYMBOLS, Symbol

_ANY_IMAGE, _THIS_IMAGE = "<mi>i</mi>", f'<mn data-slot="i">{WAITING}</mn>'


def sheet_html(sheet: Sheet) -> str:
    """A sheet: what it starts from, its formulas, and its caption."""
    formulas = [_formula(formula, sheet.commented) for formula in sheet.formulas]
    return "".join([*map(_given, sheet.given), *formulas, _caption(sheet)])


def note_html(symbol: Symbol, formulas: Iterable[Formula]) -> str:
    """An explanation: what a symbol is, what it comes from among `formulas`, and what it goes to."""
    formulas = tuple(formulas)
    parts = [
        f"{_math(_glyph(symbol))}: {escape(_(symbol.about))}",
        _list(_("from"), sources(symbol, formulas)),
        _list(_("goes to"), destinations(symbol, formulas)),
    ]
    return "; ".join(filter(None, parts)) + "."


def _list(words: str, symbols: Iterable[Symbol]) -> str:
    glyphs = ", ".join(_math(_glyph(symbol)) for symbol in symbols)
    return glyphs and f"<b>{words}</b> {glyphs}"


def _glyph(symbol: Symbol, index: str = _ANY_IMAGE) -> str:
    return written(symbol.glyph, {"i": index})


def _sign(symbol: Symbol, index: str = _ANY_IMAGE) -> str:
    """The glyph, as something that can be pointed at."""
    return f'<mrow data-symbol="{symbol.name}">{_glyph(symbol, index)}</mrow>'


_SIGNS = {name: _sign(symbol) for name, symbol in SYMBOLS.items()}


def _math(content: str, attributes: str = "") -> str:
    return f"<math{attributes}>{content}</math>"


def _given(given: Given) -> str:
    words = f"{escape(_(given.words))}: " if given.words else ""
    values = ",</span> <span>".join(map(_value, given.symbols))  # a comma stays with its value
    return f'<p class="given"><b>{escape(_(given.title))}:</b> {words}<span>{values}</span></p>'


def _value(symbol: Symbol) -> str:
    relation = EQUALS if symbol.constant else ABOUT
    return _math(_sign(symbol, _THIS_IMAGE) + relation + slot(symbol.name, symbol.name))


def _formula(formula: Formula, commented: bool) -> str:
    uses = " ".join(symbol.name for symbol in formula.uses)
    lines = _written_line(formula, commented) + (_numbers_line(formula) if formula.has_numbers else "")
    return (
        f'<section class="formula" role="group" aria-label="{escape(_(formula.comment))}"'
        f' data-defines="{formula.left.name}" data-uses="{uses}">{lines}</section>'
    )


def _written_line(formula: Formula, commented: bool) -> str:
    whole = BECOMES + written(formula.right, _SIGNS)
    right = "".join(_math(piece, ' displaystyle="true"') for piece in pieces(whole))
    comment = f"<em>{escape(_(formula.comment))}</em>" if commented else ""
    left = _math(_SIGNS[formula.left.name], ' displaystyle="true"')
    return f'<div class="written">{left}</div><div class="written right">{right}{comment}</div>'


def _numbers_line(formula: Formula) -> str:
    result = ABOUT + slot(formula.left.name, formula.left.name)
    worked = pieces(ABOUT + in_numbers(formula.arithmetic)) if formula.arithmetic else []
    return f'<div class="numbers right">{"".join(map(_math, [*worked, result]))}</div>'


def _caption(sheet: Sheet) -> str:
    return f'<p class="caption"><b>{escape(_(sheet.name))}:</b> {escape(_(sheet.caption))}</p>'
