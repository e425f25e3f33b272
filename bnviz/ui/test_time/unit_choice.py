"""Which unit of a network is looked at."""

from __future__ import annotations

import streamlit as st

from bnviz.language import _
from bnviz.lessons.test_time.network import EXPERIMENT


def unit_choice(key: str) -> tuple[int, int]:
    """Let the visitor choose a layer and a unit of it, both counted from 1.

    Args:
        key: what the widgets' keys start with.
    """
    layers = list(range(1, EXPERIMENT.depth + 1))
    layer: int = st.selectbox(_("Layer"), layers, key=f"{key}_layer", width=90, persist_state="session")
    unit = st.number_input(
        _("Unit"), 1, EXPERIMENT.width, 1, key=f"{key}_unit", width=130, persist_state="session"
    )
    return layer, int(unit)
