"""The door: open a room, show others the way in, join one, leave it, close it."""

from __future__ import annotations

import streamlit as st

from bnviz.language import N_, _
from bnviz.runs.room import Room
from bnviz.runs.rooms import Rooms
from bnviz.ui.errors import errors_noted, tell_noted
from bnviz.ui.room.guess import HIDDEN
from bnviz.ui.room.seat import Seat, go, leave, seat, sit, take_seat
from bnviz.ui.room.way_in import way_in
from bnviz.ui.visitor import visitor

ABOUT = N_(
    "In a room, others see on their own screens what you see on yours: the run, the step, the view. "
    "They may try something of their own and come back."
)
HIDDEN_HELP = N_("Nobody, you included, sees before the end what was guessed.")
_REFUSED = "room_refused"
_CLOSING = "room_closing"  # the session's key of the room that its host may want to close


def door(rooms: Rooms) -> None:
    """A popover with all of it."""
    with st.popover(_("Room"), icon=":material/groups:", key="door"):
        taken = seat()
        if taken is None:
            _outside(rooms)
        elif taken.leads:
            _hosts(rooms, taken)
        else:
            st.markdown(_("You are in room **{code}**.").format(code=taken.code))
            st.button(_("Leave the room"), key="room_leave", on_click=go, args=(rooms,))
        tell_noted(_REFUSED)


def _outside(rooms: Rooms) -> None:
    st.markdown(_(ABOUT))
    st.button(
        _("Open a room"),
        type="primary",
        icon=":material/meeting_room:",
        key="room_open",
        on_click=_open,
        args=(rooms,),
    )
    st.text_input(
        _("Join a room"),
        key="room_code",
        placeholder=_("its code, such as K7TRN"),
        max_chars=12,
        on_change=_join,
        args=(rooms,),
    )


def _open(rooms: Rooms) -> None:
    with errors_noted(_REFUSED):
        sit(rooms, Seat(rooms.open(visitor()).code, leads=True))


def _join(rooms: Rooms) -> None:
    with errors_noted(_REFUSED):
        take_seat(rooms, st.session_state["room_code"])


def _hosts(rooms: Rooms, taken: Seat) -> None:
    way_in(taken.code)
    label = _("Hide the guesses until the end")
    st.toggle(label, key=HIDDEN, help=_(HIDDEN_HELP), persist_state="session")
    room = rooms.glance(taken.code)
    if room and room.offers:
        _offers(room)
    _ending(rooms, taken)


def _offers(room: Room) -> None:
    """Let the host show what guests offer."""
    st.caption(_("Guests offer runs of their own:"))
    for run_id in room.offers:
        label = _("Show run {run}").format(run=run_id)
        st.button(label, key=f"show_{run_id}", on_click=_show, args=(run_id,))


def _show(run_id: str) -> None:
    st.session_state.update(run=run_id, compared=None, kept=False)


def _ending(rooms: Rooms, taken: Seat) -> None:
    """Close the room, if that is twice the host's wish: nobody can open it again."""
    if st.session_state.get(_CLOSING) != taken.code:
        st.button(_("Close the room"), key="room_close", on_click=_closing, args=(taken.code,))
        return
    st.markdown(_("Close it for everybody? Its code is then gone."))
    with st.container(horizontal=True, gap="small"):
        st.button(_("Close it"), type="primary", key="room_close_now", on_click=_close, args=(rooms, taken))
        st.button(_("Keep it open"), key="room_keep", on_click=_closing, args=(None,))


def _closing(code: str | None) -> None:
    st.session_state[_CLOSING] = code


def _close(rooms: Rooms, taken: Seat) -> None:
    with errors_noted(_REFUSED):
        rooms.close(taken.code, visitor())
        leave(_("The room is closed."))
