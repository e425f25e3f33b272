"""The glossary: each symbol of the formulas as they have it, then other signs and words."""

from __future__ import annotations

import streamlit as st

from bnviz.language import _
from bnviz.lessons.formulas.symbols import SYMBOLS
from bnviz.lessons.formulas.tex import TEX
from bnviz.lessons.prose import prose


def page() -> None:
    """Draw the page."""
    about, in_formulas, *others = prose("glossary").split("\n## ")
    rows = [f"| ${TEX[name]}$ | {_(symbol.about)} |" for name, symbol in SYMBOLS.items()]
    signs = "\n".join([_("| sign | what it is |"), "|---|---|", *rows])
    with st.container(width=820):
        st.markdown("\n## ".join([about, f"{in_formulas}\n{signs}\n", *others]))
