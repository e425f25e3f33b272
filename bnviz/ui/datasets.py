"""The digits themselves, in the web process: read once, shared by all visitors."""

from __future__ import annotations

import streamlit as st

from bnviz.data import Dataset, load
from bnviz.language import _


def dataset(name: str) -> Dataset:
    """The data set of a name.

    Raises:
        DataError: if it is not on this machine.
    """
    with st.spinner(_("Reading the digits …")):
        return _read(name)


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(name: str) -> Dataset:
    return load(name)
