"""The guided tour of the lab: a card that points at five parts of the page, one after the other.

It opens by itself in a browser that has never had it, for whoever comes without a link, and can always be
taken again. It blocks nothing: the page behind it works, and pressing what it points at is going on.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import streamlit as st

from bnviz.language import N_, _
from bnviz.ui.room.seat import follows
from bnviz.ui.screen import Screen, screen
from bnviz.ui.tongue import LANGUAGE
from bnviz.ui.tour.steps import steps

_HERE = files(__name__)
HELP = N_("Five steps through this page.")
_OFFERED, _ASKED = "tour_offered", "tour_asked"  # in the session


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_mount = st.components.v2.component(
    "bnviz.tour", html=_text("tour.html"), css=_text("tour.css"), js=_text("tour.js")
)


def offer_tour(query: Mapping[str, str]) -> None:
    """Offer the tour to a session that begins with this query: who comes by a link has something to see."""
    linked = any(name != LANGUAGE for name in query)
    st.session_state[_OFFERED] = not linked and not st.context.is_embedded


def tour_button() -> None:
    """Let the visitor take the tour, again or for the first time."""
    if not follows():
        st.button(_("Tour"), icon=":material/explore:", key="take_tour", on_click=_ask, help=_(HELP))


def tour() -> None:
    """Have the tour at hand, where the page has all its parts."""
    if screen() is not Screen.OWN or follows():
        return
    data = {
        "offered": st.session_state.get(_OFFERED, False),
        "asked": st.session_state.get(_ASKED, 0),
        "steps": [step._asdict() for step in steps()],
        "words": _words(),
    }
    if _mount(key="tour", data=data, on_way_change=lambda: None).way:
        st.switch_page("pages/path.py")


def _words() -> dict[str, str]:
    """What its buttons say, by their class, and how it counts its steps."""
    return {
        "skip": _("Skip"),
        "back": _("Back"),
        "next": _("Next"),
        "done": _("Done"),
        "way": _("To the learning path"),
        "count": _("{step} of {steps}"),
    }


def _ask() -> None:
    st.session_state[_ASKED] = st.session_state.get(_ASKED, 0) + 1
