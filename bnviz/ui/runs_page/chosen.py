"""Which runs a visitor has chosen: known by their ids, so that a list may change around them.

The link holds them: `runs=0123456789,abcdef0123`. It is read once a session.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bnviz.fields import harmless
from bnviz.language import N_, _
from bnviz.runs.store import Store
from bnviz.ui.address import RUN_ID
from bnviz.ui.plain import plain
from bnviz.ui.visitor import visitor

MOST = 6
"""Runs on the same axes: more arms than these have could not be told apart."""
RUNS = "runs"
_CHOSEN, _REFUSALS = "runs_chosen", "runs_refusals"  # of the session


def arrive(store: Store) -> None:
    """Take over what the link says, once a session; what it gets wrong is told."""
    if _CHOSEN not in st.session_state:
        asked = st.query_params.get(RUNS, "")
        found, refusals = read_runs(asked, store)
        st.session_state.update({_CHOSEN: found, _REFUSALS: refusals})
        store.marks.renew(visitor())


def read_runs(asked: str, store: Store) -> tuple[list[str], list[str]]:
    """The ids of the runs that a link asks for, and a sentence for each part of it that cannot be had.

    Args:
        asked: ids with commas between; "" for none.
        store: where the runs are.
    """
    ids = list(dict.fromkeys(filter(None, asked.split(","))))
    refusals = []
    if len(ids) > MOST:
        refusals.append(_(TOO_MANY_ASKED).format(asked=len(ids), most=MOST))
    named = [run_id for run_id in ids[:MOST] if RUN_ID.fullmatch(run_id)]
    found = [entry.run.id for entry in store.catalogue.entries(visitor(), named)]
    return found, refusals + [_not_kept(run_id) for run_id in ids[:MOST] if run_id not in found]


def chosen() -> list[str]:
    """The ids, in the order in which they were chosen."""
    ids: list[str] = st.session_state[_CHOSEN]
    return ids


def choose(ids: Sequence[str]) -> None:
    """Choose these runs and no others; of too many the first, and the visitor is told."""
    refusals = [_(TOO_MANY_CHOSEN).format(most=MOST)] if len(ids) > MOST else []
    st.session_state.update({_CHOSEN: list(ids[:MOST]), _REFUSALS: refusals})


def leave_out_all_but(found: Sequence[str]) -> None:
    """Choose only these of what is chosen, as there are no others any more; the visitor is told."""
    gone = [each for each in chosen() if each not in found]
    if gone:
        choose([each for each in chosen() if each in found])
        st.session_state[_REFUSALS] = [_not_kept(each) for each in gone]


def leave_out(run_id: str) -> None:
    """Choose all but this one."""
    choose([each for each in chosen() if each != run_id])


def tell_refusals() -> None:
    """Tell what could not be chosen, until something else is."""
    for refusal in st.session_state[_REFUSALS]:
        st.warning(plain(refusal), icon=":material/link_off:")


def link_query() -> dict[str, str]:
    """What the page's link says of it."""
    return {RUNS: ",".join(chosen())} if chosen() else {}


def _not_kept(run_id: str) -> str:
    return _(NOT_KEPT).format(run=harmless(run_id))


TOO_MANY_ASKED = N_("runs: {asked} runs are not allowed; choose at most {most}. The first are shown.")
TOO_MANY_CHOSEN = N_(
    "At most {most} runs are shown on the same axes: take one away before you choose another."
)
NOT_KEPT = N_(
    'runs: "{run}" is not to be had: no run of this name is kept here; choose others from the list.'
)
