"""What brings others to a page: its link in all its forms, and the projector."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from bnviz.host import host
from bnviz.language import N_, _
from bnviz.ui.address import WITH
from bnviz.ui.projector import present_button
from bnviz.ui.screen import Screen, screen, screen_query

FORMS = (
    (N_("This page as it is"), Screen.OWN),
    (N_("For a lesson: this question, without menu and settings"), Screen.COURSE),
    (N_("For a projector: large, with few controls"), Screen.PROJECTOR),
)
EMBED = N_("For a course's page: a frame with the lesson, on a page that a web server serves")
ANSWERS = ("run", WITH)  # parts of a link that leave nothing of its question to guess
EMBED_HEIGHT = 900  # pixels: question, loss, accuracy and what belongs to them


def share(query: Mapping[str, str], *more: Callable[[], None]) -> None:
    """Draw all of it beside the menu, where there is one: not on a projector, nor in a course's page.

    Args:
        query: what the page's link says, without a view.
        more: draws what else the page has of this kind.
    """
    if screen() is not Screen.OWN or st.context.is_embedded:
        return
    with st.container(horizontal=True, width="content", gap="xsmall", key="share"):
        for draw in more:
            draw()
        _links(query)
        present_button()


def _links(query: Mapping[str, str]) -> None:
    # A rerun, for what was chosen within a fragment since the page was drawn.
    with st.popover(_("Link"), icon=":material/link:", width="content", key="links", on_change="rerun"):
        for title, form in FORMS:
            _copied(_(title), _address(query, form))
        if host().embed_from != "none":
            _copied(_(EMBED), embed_snippet(_address(query, Screen.COURSE, embed="true")))


def embed_snippet(address: str) -> str:
    """The HTML that shows a page within another one.

    Args:
        address: of the page, with `embed=true` in its query.
    """
    title = escape(_("bnviz: see Batch Normalization"))
    return (
        f'<iframe src="{escape(address)}" title="{title}"\n'
        f'  width="100%" height="{EMBED_HEIGHT}" style="border: 0"></iframe>'
    )


def _address(query: Mapping[str, str], form: Screen, **more: str) -> str:
    left_out = ANSWERS if form is Screen.COURSE else ()
    shown = {name: text for name, text in query.items() if name not in left_out}
    said = urlencode(shown | screen_query(form) | more)
    page = st.context.url or ""  # as the visitor's browser has it, so that it is right behind any proxy
    return f"{page if urlsplit(page).path else f'{page}/'}?{said}"


def _copied(title: str, text: str) -> None:
    st.caption(title)
    st.code(text, language=None, wrap_lines=True)  # the colours of a language are too faint for some
