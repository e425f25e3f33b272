"""The strip on top of the lab: which room this is, who is there, the way out and back, and the guesses."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from bnviz.experiment import Experiment, Setup
from bnviz.language import N_, _
from bnviz.runs.database import StoreError
from bnviz.runs.room import Room
from bnviz.runs.rooms import Rooms
from bnviz.runs.run import Run
from bnviz.ui.errors import errors_told
from bnviz.ui.plain import plain
from bnviz.ui.room.guess import asked_about, guess
from bnviz.ui.room.mirror import is_news, publish
from bnviz.ui.room.seat import Seat, attend, change_seat, follows, leave, seat, why_left
from bnviz.ui.room.way_in import way_in
from bnviz.ui.screen import Screen, screen
from bnviz.ui.status import is_active
from bnviz.ui.visitor import visitor

TICK = 1.0  # seconds
STYLE = Path(__file__).parent / "strip.css"
OFFER_HELP = N_("Whoever leads the room may then show this run to all, pause it and stop it.")


def strip(rooms: Rooms, run: Run | None, setup: Setup) -> None:
    """Draw it, if this session is in a room or was just put out of one.

    Args:
        rooms: of the store.
        run: what the page shows.
        setup: what its controls say.
    """
    if seat() is None:
        if sentence := why_left():
            st.info(plain(sentence), icon=":material/meeting_room:")
        return
    st.html(STYLE)
    st.fragment(_tick, run_every=TICK, key="room_strip")(rooms, run, setup)


@errors_told()
def _tick(rooms: Rooms, run: Run | None, setup: Setup) -> None:
    taken = seat()
    room = _look(rooms, taken, asked_about(run, setup)) if taken else None
    if taken is None or room is None:
        st.rerun()  # the page is the visitor's own again
    training = run is not None and is_active(run)  # then the figures tick, and see for themselves
    if follows() and is_news(room) and not training:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="room"):
        _line(rooms, room, run, taken)
        guess(rooms, room, run, setup, taken)


def _look(rooms: Rooms, taken: Seat, experiment: Experiment) -> Room | None:
    """Tell the room that this session is there, and look at it; leave it if it is closed."""
    try:
        publish(rooms, experiment)
        attend(rooms)
    except StoreError:
        if rooms.get(taken.code):
            raise
    room = rooms.glance(taken.code)
    if room is None:
        leave(_("Room {code} is closed. You stay where you were.").format(code=taken.code))
    return room


def _line(rooms: Rooms, room: Room, run: Run | None, taken: Seat) -> None:
    if taken.leads:
        _led(room)
    elif taken.away:
        st.markdown(_("Away from room **{code}**").format(code=room.code), width="content")
        _seat_button(_("Back to the room"), "room_back", rooms, away=False)
        _offer(rooms, run, taken)
    else:
        following = _("Following room **{code}**").format(code=room.code)
        elsewhere = [] if room.led else [_("your teacher is on another page")]
        st.markdown(" · ".join([following, *elsewhere]), width="content")
        _seat_button(_("Try on my own"), "room_away", rooms, away=True)


def _led(room: Room) -> None:
    """The room as its host's page names it; on a projector large, with its link for those who come late."""
    name = _("Room **{code}**").format(code=room.code)
    if screen() is not Screen.PROJECTOR:
        st.markdown(f"{name} · {attendance(room)}", width="content")
        return
    with st.container(width="content", key="room_at_large"):
        st.markdown(name)
    with st.popover(_("Join"), icon=":material/qr_code_2:", width="content"):
        way_in(room.code, large=True)
    st.markdown(attendance(room), width="content")


def attendance(room: Room) -> str:
    """Who is there, in a line."""
    following = _("{count} following").format(count=room.following)
    away = [_("{count} away").format(count=room.away)] if room.away else []
    guessed = [_("{count} guessed").format(count=len(room.guesses))] if room.guesses else []
    return " · ".join([following, *away, *guessed])


def _seat_button(label: str, key: str, rooms: Rooms, *, away: bool) -> None:
    if st.button(label, key=key):
        change_seat(rooms, away=away)
        st.rerun()


def _offer(rooms: Rooms, run: Run | None, taken: Seat) -> None:
    """Let a guest offer a run of their own to the room."""
    if run is None or run.owner != visitor():
        return
    label, offers = _("Offer this run to the room"), taken.offers == run.id
    offered = st.toggle(label, offers, help=_(OFFER_HELP), key=f"offer_{run.id}")
    if offered != offers:
        change_seat(rooms, away=True, offers=run.id if offered else None)
