"""Formulas and tables that scroll sideways are within a keyboard's reach, as figures are by themselves."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

_mount = st.components.v2.component(
    "bnviz.within_reach", html="<i hidden></i>", js=(files(__name__) / "reach.js").read_text(encoding="utf-8")
)


def within_reach() -> None:
    """Have the Tab key lead to what scrolls sideways, on every page for as long as it does."""
    _mount(key="within_reach")
