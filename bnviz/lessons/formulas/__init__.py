"""Batch Normalization as the paper writes it, and with the numbers of a network that is training.

`SHEETS` are the formulas, plain data. `PAGES` and `NOTES` are the same as HTML, made once: they never change.
A `UnitBatch` knows what every symbol is worth in it, and `texts` is how that stands in the pages: all that
has to travel while a network trains.
"""

from bnviz.lessons.formulas.pages import NOTES, PAGES, Page, texts
from bnviz.lessons.formulas.sheets import FORMULAS, SHEETS
from bnviz.lessons.formulas.symbols import SYMBOLS
from bnviz.lessons.formulas.unit_batch import UnitBatch, coefficients, constants

__all__ = [
    "FORMULAS",
    "NOTES",
    "PAGES",
    "SHEETS",
    "SYMBOLS",
    "Page",
    "UnitBatch",
    "coefficients",
    "constants",
    "texts",
]
