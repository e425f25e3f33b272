"""The app's pages, and the way back to all of them for one that was opened on its own."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from bnviz.language import _
from bnviz.ui.assets import ICON
from bnviz.ui.screen import Screen, dress_page, screen

_FRAMED = "framed"


def chosen_page() -> StreamlitPage:
    """Show the menu of all pages; the page that the visitor chose is to be run."""
    page = _navigation()
    dress_page()
    st.session_state[_FRAMED] = True
    return page


def framed() -> None:
    """Start again from `frame.py` if it is not what runs this page.

    That happens to whoever comes first to a server, if by a link to a page: until it has seen
    `st.navigation`, Streamlit runs each file in `pages/` on its own. Called here, it learns better.
    """
    if _FRAMED not in st.session_state:
        _navigation()
        st.rerun()


def _navigation() -> StreamlitPage:
    # First: without it, the browser is sent to another server for the icon of the page.
    st.set_page_config(page_title=_("bnviz: see Batch Normalization"), page_icon=ICON, layout="wide")
    return st.navigation(
        {
            "": [
                st.Page("pages/lab.py", title=_("Training lab"), icon=":material/science:", default=True),
                st.Page("pages/runs.py", title=_("Runs"), icon=":material/stacked_line_chart:"),
            ],
            _("Lessons"): [
                st.Page("pages/path.py", title=_("Learning path"), icon=":material/route:"),
                st.Page("pages/by_hand.py", title=_("By hand"), icon=":material/calculate:"),
                st.Page("pages/test_time.py", title=_("Test time"), icon=":material/rule:"),
                st.Page("pages/covariate_shift.py", title=_("Covariate shift"), icon=":material/moving:"),
                st.Page("pages/sweeps.py", title=_("Sweeps"), icon=":material/grid_on:"),
                st.Page("pages/paper.py", title=_("The paper"), icon=":material/article:"),
                st.Page("pages/regularisation.py", title=_("Regularisation"), icon=":material/blur_on:"),
                st.Page("pages/why.py", title=_("Why it works"), icon=":material/psychology:"),
            ],
            _("About"): [
                st.Page("pages/measured.py", title=_("What the plots mean"), icon=":material/straighten:"),
                st.Page("pages/glossary.py", title=_("Glossary"), icon=":material/dictionary:"),
                st.Page("pages/host.py", title=_("About this host"), icon=":material/dns:"),
            ],
        },
        position="top" if screen() is Screen.OWN else "hidden",
    )
