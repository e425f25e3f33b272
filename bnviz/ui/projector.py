"""A talk before a class: the lab turned to the projector and back, and the keys that a speaker has."""

from __future__ import annotations

import streamlit as st

from bnviz.language import N_, _
from bnviz.ui.keys import keys
from bnviz.ui.screen import Screen, screen, show_on

PRESENT_HELP = N_("Large type and few controls, for a projector. Esc comes back here.")
LEAVE_HELP = N_("Back to the page with all its controls (Esc).")
HINT = N_("space: pause, replay · ← →: one Snapshot · shift: ten · Home, End: first, newest · Esc: leave")


def present_button() -> None:
    """Turn the page to the projector."""
    st.button(
        _("Present"),
        icon=":material/present_to_all:",
        key="present",
        on_click=show_on,
        args=(Screen.PROJECTOR,),
        help=_(PRESENT_HELP),
    )


def leave_button() -> None:
    """Come back from the projector."""
    st.button(
        _("Leave"),
        icon=":material/close:",
        key="leave",
        on_click=show_on,
        args=(Screen.OWN,),
        help=_(LEAVE_HELP),
    )


def speakers_keys() -> None:
    """Let the keyboard pause the run that is shown and leave the projector, wherever on the page it is."""
    keys({" ": "pause", "Escape": "leave"} if screen() is Screen.PROJECTOR else {" ": "pause"}, key="keys")
