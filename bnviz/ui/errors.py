"""Errors that a visitor is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

import streamlit as st

from bnviz.data import DataError
from bnviz.fields import SettingError
from bnviz.host.log import tell
from bnviz.language import N_, _
from bnviz.runs.database import StoreError
from bnviz.ui.plain import plain


def mistake_told(error: Exception) -> bool:
    """Tell a visitor that we made a mistake, and the log where: for `st.App`, in place of its own way.

    The error's own words may hold what a visitor typed; they are told to nobody.
    """
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    tell("page failed", error=type(error).__name__, at=" ".join(places[-DEEPEST:]))
    st.error(_(MISTAKE))
    return True


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


DEEPEST = 6  # places in the code that the log is told of
MISTAKE = N_(
    "Something went wrong here, and it is our mistake: the rest of the page may still work. "
    "Reload the page to start afresh; what was trained is kept."
)
