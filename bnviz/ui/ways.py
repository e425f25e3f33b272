"""Ways to another place of the app: a section of a lesson, or the lab with settings.

A link to where a visitor has been before would show what was chosen there then; these show what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from bnviz.ui.lesson import open_section


def way_to_section(lesson: str, section: str, label: str, **button: str) -> None:
    """A button that opens a section of a lesson; `button` has its key, and what of its looks is its own."""
    _way(label, f"pages/{lesson}.py", {}, lambda: open_section(lesson, section), **button)


def way_to_lab(query: Mapping[str, str], label: str, *, key: str) -> None:
    """A button that opens the lab as a link with this query would."""
    _way(label, "pages/lab.py", query, lambda: st.session_state.pop("refusals", None), key=key)


def _way(label: str, script: str, query: Mapping[str, str], before: Callable[[], Any], **button: Any) -> None:
    looks = {"type": "tertiary", "icon": ":material/arrow_forward:"} | button
    if st.button(label, on_click=before, **looks):
        st.switch_page(script, query_params=dict(query))
