"""The glossary: each symbol of the formulas as they have it, then other signs and words."""

from __future__ import annotations

import streamlit as st

from bnviz.lessons.formulas.pages import NOTES
from bnviz.lessons.prose import prose

OTHERS = "\n## Other signs"


def page() -> None:
    """Draw the page."""
    about, title, others = prose("glossary").partition(OTHERS)
    symbols = "".join(f"<li>{note}</li>" for note in NOTES.values())
    with st.container(width=820):
        st.markdown(about)
        st.html(f"<ul>{symbols}</ul>")
        st.markdown(title + others)
