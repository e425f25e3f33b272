"""The end of a run: its owner may delete it, once it has ended and after a word on what goes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from bnviz.language import N_, _
from bnviz.lessons.plan_words import in_words
from bnviz.runs.catalogue import Entry
from bnviz.runs.run import Run
from bnviz.ui.errors import errors_noted
from bnviz.ui.plain import plain
from bnviz.ui.runs_page.chosen import leave_out
from bnviz.ui.services import KEPT_PLANS, Services
from bnviz.ui.status import is_active
from bnviz.ui.visitor import visitor

_ASKED = "runs_delete_asked"  # of the session: the run that the question is about


def delete_button(shared: Services, entry: Entry, refused: str) -> None:
    """A button that asks first; greyed out, with the reason, where the store would refuse.

    Args:
        shared: the store is there.
        entry: the run, and what the visitor calls it.
        refused: the session's key under which is noted why the store refused after all.
    """
    run = entry.run
    why = _why_not(run)
    st.button(
        _("Delete"),
        icon=":material/delete:",
        key=f"runs_delete_{run.id}",
        disabled=why is not None,
        help=why,
        on_click=_ask_about,
        args=(run.id,),
    )
    if st.session_state.get(_ASKED) == run.id and why is None:
        title = _("Delete this run?")  # a dialog's is told once for all, so each has one of its own
        dialog = st.dialog(title, icon=":material/delete:", on_dismiss=partial(_ask_about, None))
        dialog(_ask)(shared, entry, refused)


def _why_not(run: Run) -> str | None:
    """What is known without the store, which knows of rooms too."""
    if run.owner != visitor():
        return _(NOT_YOURS)
    if is_active(run):
        return _(NOT_ENDED)
    return _(KEPT) if run.pinned_at is not None or run.experiment in KEPT_PLANS else None


def _ask_about(run_id: str | None) -> None:
    """Ask from now on, also when the page runs again, as it does when something on it has ended."""
    st.session_state[_ASKED] = run_id


def _ask(shared: Services, entry: Entry, refused: str) -> None:
    run = entry.run
    called = [entry.mark.name] if entry.mark.name else []
    st.markdown(_(ABOUT).format(run=run.id, plan=plain(" · ".join([*called, in_words(run.experiment)]))))
    with st.container(horizontal=True):
        delete = partial(_delete, shared, run.id, refused)
        sure = st.button(_("Delete for good"), type="primary", key="runs_delete_sure", on_click=delete)
        if st.button(_("Keep it"), key="runs_delete_not", on_click=_ask_about, args=(None,)) or sure:
            st.rerun()  # which closes the dialog


def _delete(shared: Services, run_id: str, refused: str) -> None:
    _ask_about(None)
    with errors_noted(refused):
        shared.store.archive.delete(run_id, visitor(), KEPT_PLANS)
        leave_out(run_id)


NOT_YOURS = N_("Only the person who started a run can delete it.")
NOT_ENDED = N_("A run can be deleted once it has ended.")
KEPT = N_("This host keeps this run for all.")
ABOUT = N_(
    "Run **{run}** ({plan}) goes with its curves, distributions and weights, and with what you noted of it. "
    "Nobody can bring it back. Whoever has a link to it, has pinned it or uses it in a lesson loses it too. "
    "Its settings, trained again, give the same numbers."
)
