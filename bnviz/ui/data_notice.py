"""A word on the digits that runs are given, where it is not full MNIST."""

from __future__ import annotations

import streamlit as st

from bnviz.data.library import Library
from bnviz.language import _
from bnviz.ui.plain import plain


def data_notice(library: Library) -> None:
    """Say so if runs are given only the sample; follow the download, and offer to try it again."""
    shelf = library.shelf
    if shelf.name != "mnist":
        st.fragment(_notice, run_every=1 if shelf.downloaded is not None else None, key="data")(library)


def _notice(library: Library) -> None:
    shelf = library.shelf
    if shelf.name == "mnist":
        st.rerun()
    if shelf.downloaded is not None:
        st.progress(
            shelf.downloaded, text=_("Downloading MNIST … until it is here, runs use a sample of it.")
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="data_notice"):
        st.caption(
            _(
                ":material/database: The digits are a real sample of MNIST: 4,000 to train on, 1,000 to "
                "test. The full 70,000 are not on this machine."
            ),
            help=plain(" ".join(map(str, [*shelf.problems, shelf.failure or ""]))),
            width="content",
        )
        if st.button(_("Retry the download"), key="retry", type="tertiary"):
            library.retry()
            st.rerun()
