"""What a page is shown on, as its link says: a visitor's own screen, a projector, or a course's page.

The link's part is `view`. It is read once a session; then the session knows, and the link says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import streamlit as st

from bnviz.fields import harmless
from bnviz.language import _
from bnviz.ui.assets import SCREEN_STYLES

VIEW = "view"
_KEY = "screen"  # of the session; "view" is what the observatory calls its figures


class Screen(StrEnum):
    """What a page is shown on; the value is what a link says of it."""

    OWN = ""
    """All there is, in sizes for whoever sits before it."""
    PROJECTOR = "present"
    """Large type, whole width, and the few controls that a talk needs."""
    COURSE = "lesson"
    """One question and what answers it: no menu, no settings."""


def screen() -> Screen:
    """What this session's pages are shown on."""
    shown: Screen = st.session_state.setdefault(_KEY, screen_of(st.query_params))
    return shown


def show_on(chosen: Screen) -> None:
    """Show the pages on another screen from now on: for a button's callback."""
    st.session_state[_KEY] = chosen


def screen_of(query: Mapping[str, str]) -> Screen:
    """What a link's query asks for; a visitor's own screen where it asks for nothing that is known."""
    asked = query.get(VIEW, "")
    return Screen(asked) if asked in list(Screen) else Screen.OWN


def screen_refusals(query: Mapping[str, str]) -> list[str]:
    """A sentence if the query asks for a view that is not known; else nothing."""
    asked = query.get(VIEW, "")
    known = [each.value for each in Screen if each]
    if asked in ["", *known]:
        return []
    said = _('{name}: "{value}" is not to be had: choose {known}.')
    return [said.format(name=VIEW, value=harmless(asked), known=_(" or ").join(known))]


def screen_query(shown: Screen) -> dict[str, str]:
    """What a link says of it: nothing of a visitor's own screen."""
    return {VIEW: shown.value} if shown else {}


def dress_page() -> None:
    """Give the page the sizes of its screen, and take away what that has no place for; call it first."""
    # Also where there is nothing to add: so the old one goes at once, and not when all of the page is drawn.
    st.html(SCREEN_STYLES.get(screen(), "<style></style>"))
