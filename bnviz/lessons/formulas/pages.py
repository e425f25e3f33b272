"""The sheets and explanations made ready to be shown, and the texts of their slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from bnviz.language import _, language
from bnviz.lessons.formulas.digits import bracketed, digits
from bnviz.lessons.formulas.markup import note_html, sheet_html
from bnviz.lessons.formulas.sheets import FORMULAS, SHEETS
from bnviz.lessons.formulas.symbols import SYMBOLS


class Page(NamedTuple):
    """A sheet to be shown: its name, what it is for, and its HTML."""

    name: str
    purpose: str
    html: str


def pages() -> tuple[Page, ...]:
    """The sheets, in the order of `SHEETS`."""
    return _pages(language())


def notes() -> Mapping[str, str]:
    """Of each symbol by its name, what it is, where it comes from and where it goes."""
    return _notes(language())


def texts(values: Mapping[str, float]) -> dict[str, str]:
    """What stands in the slots of the pages, for as many symbols as have values."""
    plain = {name: _text(name, value) for name, value in values.items()}
    behind_operators = {f"({name})": bracketed(text) for name, text in plain.items()}
    return {slot: text for slot, text in (plain | behind_operators).items() if slot in _slots()}


@cache
def _pages(spoken: str) -> tuple[Page, ...]:
    """As `pages`, in the language that is spoken now; its code is what the cache knows them by."""
    return tuple(Page(_(sheet.name), _(sheet.purpose), sheet_html(sheet)) for sheet in SHEETS)


@cache
def _notes(spoken: str) -> Mapping[str, str]:
    return MappingProxyType({name: note_html(symbol, FORMULAS) for name, symbol in SYMBOLS.items()})


@cache
def _slots() -> frozenset[str]:
    """All slots, which are the same in every language."""
    return frozenset(slot for page in pages() for slot in re.findall(r'data-slot="(.+?)"', page.html))


def _text(name: str, value: float) -> str:
    """Four digits, unless it is exact: i and m are whole numbers, and ϵ is a power of ten."""
    if isinstance(value, int):
        return str(value)
    return digits(value).removeprefix("1.000·") if name == "epsilon" else digits(value)
