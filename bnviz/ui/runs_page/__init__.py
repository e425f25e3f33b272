"""The page of all runs: find them, name and pin them, lay some on the same axes, delete one's own."""

from __future__ import annotations

import streamlit as st

from bnviz.language import N_, _
from bnviz.runs.catalogue import Entry
from bnviz.ui.projector import leave_button, speakers_keys
from bnviz.ui.runs_page.card import card
from bnviz.ui.runs_page.chosen import RUNS, arrive, chosen, leave_out_all_but, link_query, tell_refusals
from bnviz.ui.runs_page.filters import filters
from bnviz.ui.runs_page.overlay import LABELS, on_same_axes
from bnviz.ui.runs_page.table import table
from bnviz.ui.screen import Screen, screen
from bnviz.ui.services import Services, services
from bnviz.ui.share import share
from bnviz.ui.visitor import visitor
from bnviz.ui.ways import way_to_lab


def page() -> None:
    """Draw the page, and put what is chosen into the URL."""
    shared = services()
    arrive(shared.store)
    entries = shared.store.catalogue.entries(visitor(), chosen())
    leave_out_all_but([entry.run.id for entry in entries])
    share(link_query())
    _head()
    tell_refusals()
    if screen() is Screen.OWN:
        table(shared, filters(shared))
    _chosen(shared, entries)
    others = {name: text for name, text in st.query_params.to_dict().items() if name != RUNS}
    st.query_params.from_dict(others | link_query())


def _head() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"### {_('Runs')}", width="content")
        if screen() is Screen.PROJECTOR:
            leave_button()
            speakers_keys()


def _chosen(shared: Services, entries: list[Entry]) -> None:
    """Those that are chosen, one below the other, and then all of them on the same axes."""
    for label, entry in zip(LABELS, entries, strict=False):
        card(shared, label, entry)
    if len(entries) == 2 and screen() is Screen.OWN:
        one, other = (entry.run.id for entry in entries)
        way_to_lab({"run": one, "with": other}, _("Compare both in the lab"), key="runs_compare")
    if entries:
        on_same_axes(shared, [entry.run for entry in entries])
    elif screen() is not Screen.OWN:
        st.info(_(NONE_CHOSEN))


NONE_CHOSEN = N_("No run is chosen: the list of runs is on the page as you have it for yourself.")
