"""Where in the lessons this session's visitor has been.

The store is asked once a session, and told only what is new.
"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from bnviz.runs.database import StoreError
from bnviz.runs.visits import Visit
from bnviz.ui.services import services
from bnviz.ui.visitor import visitor

_KEPT = "visits"  # in the session


def visits() -> dict[str, Visit]:
    """The visits by place, as this session knows them; none where the store does not answer."""
    if _KEPT not in st.session_state:
        st.session_state[_KEPT] = {}
        with suppress(StoreError):
            visits_now()
    kept: dict[str, Visit] = st.session_state[_KEPT]
    return kept


def visits_now() -> dict[str, Visit]:
    """The same as the store has it now, with what the visitor's other pages noted; raises StoreError."""
    found = services().store.visits.of(visitor())
    st.session_state[_KEPT] = found
    return found


def note_visit(place: str, *, predicted: bool, checked: bool) -> None:
    """Remember that the visitor is there; a store that does not take it is no reason to stop."""
    known, store = visits(), services().store.visits
    before = known.get(place)
    visit = store.after(before, predicted=predicted, checked=checked)
    if visit != before:
        known[place] = visit  # whether or not it is noted: a store that fails is not asked at every rerun
        with suppress(StoreError):
            store.note(visitor(), place, visit)


def forget_visits() -> None:
    """Forget all of them; raises StoreError."""
    services().store.visits.forget(visitor())
    st.session_state[_KEPT] = {}
