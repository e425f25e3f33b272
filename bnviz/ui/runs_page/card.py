"""One chosen run: what it is, what the visitor noted of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from bnviz.language import N_, _
from bnviz.lessons.plan_words import in_words, networks
from bnviz.runs.catalogue import Entry
from bnviz.runs.marks import LONGEST_NAME, LONGEST_NOTE, Mark
from bnviz.ui.errors import errors_noted, tell_noted
from bnviz.ui.plain import plain
from bnviz.ui.runs_page.chosen import leave_out
from bnviz.ui.runs_page.deletion import delete_button
from bnviz.ui.screen import Screen, screen
from bnviz.ui.services import Services
from bnviz.ui.status import result_line, state_in_words
from bnviz.ui.visitor import visitor
from bnviz.ui.ways import way_to_lab

_REFUSED = "runs_refused"  # of the session, with a run's id: what could not be noted of it


def card(shared: Services, label: str, entry: Entry) -> None:
    """Draw it.

    Args:
        shared: the store is there.
        label: what the figures call the run.
        entry: the run.
    """
    run, mark = entry.run, entry.mark
    with st.container(border=True, gap="xxsmall", key=f"runs_card_{label}"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"
        ):
            title = f"{plain(mark.name)} · " if mark.name else ""
            st.markdown(f"**{label}** · {title}{plain(in_words(run.experiment))}", width="content")
            if screen() is Screen.OWN:
                _buttons(shared, entry)
        st.caption(
            " · ".join([result_line(run) or plain(networks(run.experiment)), state_in_words(run), run.id])
        )
        if mark.note and screen() is Screen.OWN:
            st.caption("  \n".join(map(plain, mark.note.split("\n"))))
        tell_noted(_refused(run.id))


def _buttons(shared: Services, entry: Entry) -> None:
    run_id, pinned = entry.run.id, entry.mark.pinned_at is not None
    with st.container(horizontal=True, width="content", vertical_alignment="center", gap="xsmall"):
        way_to_lab({"run": run_id}, _("Open in the lab"), key=f"runs_open_{run_id}")
        st.button(
            _("Unpin") if pinned else _("Pin"),
            icon=":material/keep_off:" if pinned else ":material/keep:",
            key=f"runs_pin_{run_id}",
            help=_(PIN_HELP),
            on_click=_pin,
            args=(shared, run_id, not pinned),
        )
        _note(shared, run_id, entry.mark)
        delete_button(shared, entry, _refused(run_id))
        st.button(
            _("Take away"),
            icon=":material/close:",
            key=f"runs_leave_{run_id}",
            on_click=leave_out,
            args=(run_id,),
        )


def _note(shared: Services, run_id: str, mark: Mark) -> None:
    """Name and note, each kept when the visitor leaves its field."""
    marks = shared.store.marks
    name, note = f"runs_name_{run_id}", f"runs_note_{run_id}"
    with st.popover(_("Name and note"), icon=":material/edit_note:", width="content"):
        st.text_input(
            _("Name"),
            mark.name,
            max_chars=LONGEST_NAME,
            key=name,
            on_change=partial(_keep, marks.name, run_id, name),
        )
        st.text_area(
            _("Note"),
            mark.note,
            max_chars=LONGEST_NOTE,
            key=note,
            help=_(NOTE_HELP),
            on_change=partial(_keep, marks.note, run_id, note),
        )


def _keep(write: Callable[[str, str, str], None], run_id: str, key: str) -> None:
    with errors_noted(_refused(run_id)):
        write(visitor(), run_id, st.session_state[key])


def _pin(shared: Services, run_id: str, pinned: bool) -> None:
    marks = shared.store.marks
    with errors_noted(_refused(run_id)):
        (marks.pin if pinned else marks.unpin)(visitor(), run_id)


def _refused(run_id: str) -> str:
    return f"{_REFUSED}_{run_id}"


PIN_HELP = N_("Pinned runs stand first in your list, and are the last to go when this host has to make room.")
NOTE_HELP = N_("Names and notes are yours: nobody else sees them.")
