"""The digits themselves, in the web process: read once, shared by all visitors."""

from __future__ import annotations

import streamlit as st

from bnviz.data import Dataset, load


@st.cache_resource(show_spinner="Reading the digits …", max_entries=2)
def dataset(name: str) -> Dataset:
    """The data set of a name.

    Raises:
        DataError: if it is not on this machine.
    """
    return load(name)
