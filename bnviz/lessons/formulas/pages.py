"""The sheets and explanations made ready to be shown, and the texts of their slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from bnviz.lessons.formulas.digits import bracketed, digits
from bnviz.lessons.formulas.markup import note_html, sheet_html
from bnviz.lessons.formulas.sheets import FORMULAS, SHEETS
from bnviz.lessons.formulas.symbols import SYMBOLS


class Page(NamedTuple):
    """A sheet to be shown: its name, what it is for, and its HTML."""

    name: str
    purpose: str
    html: str


PAGES = tuple(Page(sheet.name, sheet.purpose, sheet_html(sheet)) for sheet in SHEETS)
NOTES = {name: note_html(symbol, FORMULAS) for name, symbol in SYMBOLS.items()}
"""Of each symbol by its name, what it is, where it comes from and where it goes."""

_SLOTS = frozenset(slot for page in PAGES for slot in re.findall(r'data-slot="(.+?)"', page.html))


def texts(values: Mapping[str, float]) -> dict[str, str]:
    """What stands in the slots of the pages, for as many symbols as have values."""
    plain = {name: _text(name, value) for name, value in values.items()}
    behind_operators = {f"({name})": bracketed(text) for name, text in plain.items()}
    return {slot: text for slot, text in (plain | behind_operators).items() if slot in _SLOTS}


def _text(name: str, value: float) -> str:
    """Four digits, unless it is exact: i and m are whole numbers, and ϵ is a power of ten."""
    if isinstance(value, int):
        return str(value)
    return digits(value).removeprefix("1.000·") if name == "epsilon" else digits(value)
