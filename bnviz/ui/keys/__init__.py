"""Keys that work wherever on the page a visitor is: they press its buttons and move its time bar."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import streamlit as st

_mount = st.components.v2.component(
    "bnviz.keys", html="<i hidden></i>", js=(files(__name__) / "keys.js").read_text(encoding="utf-8")
)


def keys(presses: Mapping[str, str], *, key: str) -> None:
    """Have keys press buttons, except where a key already has a meaning: in a field, on a button, in a menu.

    What presses no button is told to the time bar, which knows what to do with it.

    Args:
        presses: by the browser's name of a key, the key of the button that it presses. One that is not on the
            page, or greyed out, is as if it were not named.
        key: the same at every call.
    """
    _mount(key=key, data=dict(presses))
