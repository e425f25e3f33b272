"""What a page owes to those who cannot see it: its language, and all that scrolls within a keyboard's reach.

Formulas and tables that scroll sideways are no stop of the Tab key by themselves, as figures are.
"""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from bnviz.language import language

_mount = st.components.v2.component(
    "bnviz.within_reach", html="<i hidden></i>", js=(files(__name__) / "reach.js").read_text(encoding="utf-8")
)


def within_reach() -> None:
    """Name the page's language, and have the Tab key lead to what scrolls sideways for as long as it does."""
    _mount(key="within_reach", data=language())
