"""The glossary: each symbol of the formulas as they have it, then other signs and words."""

from __future__ import annotations

import streamlit as st

from bnviz.lessons.formulas.symbols import SYMBOLS
from bnviz.lessons.formulas.tex import TEX
from bnviz.lessons.prose import prose

OTHERS = "\n## Other signs"


def page() -> None:
    """Draw the page."""
    about, title, others = prose("glossary").partition(OTHERS)
    rows = [f"| ${TEX[name]}$ | {symbol.about} |" for name, symbol in SYMBOLS.items()]
    signs = "\n".join(["| sign | what it is |", "|---|---|", *rows])
    with st.container(width=820):
        st.markdown(f"{about}\n{signs}\n{title}{others}")
