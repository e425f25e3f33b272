"""Errors that a visitor is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from bnviz.data import DataError
from bnviz.fields import SettingError
from bnviz.runs.database import StoreError
from bnviz.ui.plain import plain


@contextmanager
def errors_told() -> Iterator[None]:
    """Tell what the store or the data cannot do; a fragment needs this of its own, as no error leaves it."""
    try:
        yield
    except (DataError, StoreError) as error:
        st.error(plain(str(error)))


@contextmanager
def errors_noted(place: str) -> Iterator[None]:
    """Note what a visitor asked for in vain, for the page to tell where it has room (see `tell_noted`).

    A widget's callback needs this, as it runs before there is a page. What was noted before is forgotten.

    Args:
        place: the session's key of the note.
    """
    st.session_state[place] = None
    try:
        yield
    except (DataError, SettingError, StoreError) as error:
        st.session_state[place] = str(error)


def tell_noted(place: str) -> None:
    """Tell what was noted last, until something else is asked for."""
    if said := st.session_state.get(place):
        st.error(plain(said))
