"""Who sits at this session's browser."""

from __future__ import annotations

import streamlit as st

from bnviz.edge.visitor_cookie import COOKIE, TOKEN
from bnviz.runs.visitor import new_token, visitor_id

_OWN = "visitor_token"


def visitor() -> str:
    """The visitor's id, as the store knows it.

    A browser that keeps no cookie for us, as in the frame of another site's page, is a visitor for as long as
    its session lasts.
    """
    cookie = _cookie()
    return visitor_id(cookie if TOKEN.fullmatch(cookie) else _session_token())


def _cookie() -> str:
    return st.context.cookies.get(COOKIE, "")


def _session_token() -> str:
    token: str = st.session_state.setdefault(_OWN, new_token())
    return token
