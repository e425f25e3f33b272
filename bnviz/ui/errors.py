"""Errors that a visitor is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from bnviz.data import DataError
from bnviz.runs.database import StoreError
from bnviz.ui.plain import plain


@contextmanager
def errors_told() -> Iterator[None]:
    """Tell what the store or the data cannot do; a fragment needs this of its own, as no error leaves it."""
    try:
        yield
    except (DataError, StoreError) as error:
        st.error(plain(str(error)))
