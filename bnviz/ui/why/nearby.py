"""The networks whose loss is looked at from nearby: which, and trained. Two sections share the choice."""

from __future__ import annotations

import streamlit as st

from bnviz.language import _
from bnviz.lessons.why.networks import NAMES, pair
from bnviz.ui.lesson_run import Trained, trained


def nearby() -> Trained | None:
    """The two networks that are chosen; None until they are trained, with a button for it."""
    name: str = st.segmented_control(
        _("Hidden layers"),
        list(NAMES),
        default="relu",
        required=True,
        format_func=lambda name: _(NAMES[name]),
        key="why_nearby_network",
        persist_state="session",
    )
    return trained(pair(name), key="why_nearby")
