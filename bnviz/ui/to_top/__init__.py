"""Back to the top of the page, for whoever goes on to what follows from its end."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

_mount = st.components.v2.component(
    "bnviz.to_top", html="<i hidden></i>", js=(files(__name__) / "top.js").read_text(encoding="utf-8")
)


def to_top(shown: str, *, key: str) -> None:
    """Have the page scroll to its top whenever something else is shown on it than before.

    Args:
        shown: the name of what is shown.
        key: the same at every call.
    """
    _mount(key=key, data=shown)
