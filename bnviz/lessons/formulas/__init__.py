"""Batch Normalization as the paper writes it, and with the numbers of a network that is training.

`SHEETS` are the formulas, plain data. `pages` and `notes` are the same as HTML, made once for each language.
A `UnitBatch` knows what every symbol is worth in it, and `texts` is how that stands in the pages: all that
has to travel while a network trains.
"""

from bnviz.lessons.formulas.pages import Page, notes, pages, texts
from bnviz.lessons.formulas.sheets import FORMULAS, SHEETS
from bnviz.lessons.formulas.symbols import SYMBOLS
from bnviz.lessons.formulas.unit_batch import UnitBatch, coefficients, constants

__all__ = [
    "FORMULAS",
    "SHEETS",
    "SYMBOLS",
    "Page",
    "UnitBatch",
    "coefficients",
    "constants",
    "notes",
    "pages",
    "texts",
]
