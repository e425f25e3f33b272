"""The list: a table to sort, and to choose rows from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from bnviz.language import N_, _
from bnviz.runs.catalogue import Entry, Listing, Scope, Wanted
from bnviz.runs.run import LISTED
from bnviz.ui.errors import errors_told
from bnviz.ui.runs_page.chosen import choose, chosen
from bnviz.ui.runs_page.filters import Filters
from bnviz.ui.runs_page.rows import column_config, fits, rows
from bnviz.ui.services import Services
from bnviz.ui.status import is_active
from bnviz.ui.visitor import visitor
from bnviz.ui.ways import way_to_lab

TICK = 4.0  # seconds between two looks at a list in which something is still to change
_CHOSEN, _CHANGES = "runs_drawn", "runs_changes"  # of the session: what the page was drawn with


def table(shared: Services, filters: Filters) -> None:
    """Draw it, and again as long as something in it trains."""
    st.session_state[_CHOSEN] = chosen()
    changes = st.session_state.setdefault(_CHANGES, False)
    st.fragment(_list, run_every=TICK if changes else None, key="runs_list")(shared, filters)


@errors_told()  # the next tick tries again
def _list(shared: Services, filters: Filters) -> None:
    listing = shared.store.catalogue.find(visitor(), filters.wanted)
    entries = [entry for entry in listing.entries if fits(entry, filters.words)]
    if entries:
        _table(entries, filters.per_cent)
    _say(listing, entries, filters)
    changes = any(is_active(entry.run) or entry.summary is None for entry in listing.entries)
    if (chosen(), changes) != (st.session_state[_CHOSEN], st.session_state[_CHANGES]):
        st.session_state[_CHANGES] = changes
        st.rerun()  # the page around this shows what is chosen, and looks as often as need be


def _table(entries: Sequence[Entry], per_cent: int) -> None:
    """Rows are chosen by their place, so a table of other runs is another table; it shows what is chosen."""
    ids = [entry.run.id for entry in entries]
    key = f"runs_table_{hash(tuple(ids))}"
    places = [place for place, run_id in enumerate(ids) if run_id in chosen()]
    st.session_state[key] = {"selection": {"rows": places}}
    st.dataframe(
        rows(entries, per_cent),
        hide_index=True,
        column_config=column_config(per_cent),
        key=key,
        on_select=partial(_take, key, ids),
        selection_mode="multi-row",
        placeholder="",
        alt=_(ALT),
    )


def _take(key: str, ids: Sequence[str]) -> None:
    """Choose the rows that were picked, beside what is chosen and not in this table."""
    picked = [ids[place] for place in st.session_state[key]["selection"]["rows"] if place < len(ids)]
    kept = [run_id for run_id in chosen() if run_id not in ids or run_id in picked]
    choose([*kept, *(run_id for run_id in picked if run_id not in kept)])


def _say(listing: Listing, entries: Sequence[Entry], filters: Filters) -> None:
    """How many there are, or why there are none."""
    if entries:
        told = _of_many(listing) or _(COUNT).format(count=len(entries))
        st.caption(f"{told} {_(HINT)}")
    elif filters.words or filters.wanted != Wanted(filters.wanted.scope):
        st.info(f"{_(NO_MATCH)} {_of_many(listing)}")
    else:
        st.markdown(_(NONE_YET[filters.wanted.scope]))
        way_to_lab({}, _("Train one in the lab"), key="runs_lab")


def _of_many(listing: Listing) -> str:
    """That the list does not have all runs, if so: words are looked for only in what it has."""
    few = len(listing.entries) < listing.found
    return _(OF_MANY).format(most=LISTED, found=listing.found) if few else ""


ALT = N_("Runs, one a row: what was trained, how well it did, and how far its layers shifted.")
HINT = N_("Choose rows to see them on the same axes; a column's title sorts by it.")
COUNT = N_("Runs listed: {count:,}.")
OF_MANY = N_("Of {found:,} runs only the newest {most:,} are searched and listed: filter for the others.")
NO_MATCH = N_("No run fits: take away a word or a filter.")
NONE_YET = {
    Scope.ALL: N_(
        "Nothing was trained here yet. What you train is kept here, to compare and to come back to."
    ),
    Scope.OWN: N_(
        "You have trained nothing yet. What you train is kept here, to compare and to come back to."
    ),
    Scope.PINNED: N_("You have pinned nothing yet: choose a run in the list of all, and pin it."),
}
