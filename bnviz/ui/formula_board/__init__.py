"""Pages of formulas whose numbers change in place, and whose symbols say where they come from and go.

A page's markup says all there is to know about it (see `board.js`), so the board works for any formulas.
The markup never changes and the numbers do at every tick, so they travel apart: Streamlit sends a large
message again only as its hash, and the numbers are a message of their own, which the board listens to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

import streamlit as st

from bnviz.language import _, language

_HERE = files(__name__)


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_mount_board = st.components.v2.component(
    "bnviz.formula_board",
    html='<div class="formula-board"></div>',
    css=_text("board.css"),
    js=_text("board.js"),
)
_mount_numbers = st.components.v2.component(
    "bnviz.formula_numbers",
    html='<data class="formula-numbers" hidden></data>',
    js=_text("numbers.js"),
    isolate_styles=False,  # the board looks for it in the page
)


def formula_board(
    pages: Sequence[tuple[str, str, str]],
    notes: Mapping[str, str],
    numbers: Mapping[str, str],
    *,
    hint: str,
    key: str,
) -> None:
    """Show pages of formulas, one at a time, with the numbers of this tick.

    Args:
        pages: of each its name, a word on what it is for, and its HTML, which is put into the page as it is.
        notes: what is told of a symbol, as HTML, by the symbol's name.
        numbers: the text of each slot; one that is not in it shows "…".
        hint: HTML that stands in place of a note as long as no symbol is pointed at.
        key: the same at every call, or the board is built anew. Its numbers have the key `{key}_numbers`.
    """
    words = {"board": _("Formulas"), "from": _("from"), "goes to": _("goes to"), "language": language()}
    data = {"key": key, "pages": [*map(list, pages)], "notes": {**notes}, "hint": hint, "words": words}
    _mount_board(key=key, data=data)
    _mount_numbers(key=f"{key}_numbers", data={"board": key, "numbers": {**numbers}})
