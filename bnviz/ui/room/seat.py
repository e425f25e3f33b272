"""What a session has to do with a room: it leads one, follows one, or is away from one to try something."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from bnviz.fields import harmless
from bnviz.language import _
from bnviz.runs.database import StoreError
from bnviz.runs.rooms import CODE, LETTERS, Rooms
from bnviz.ui.address import AWAY, ROOM
from bnviz.ui.visitor import visitor

SIGN_OF_LIFE = 20.0
"""Seconds between two signs of life of a guest from whom there is nothing new."""
TAKEN = "room_taken"
"""The session's key of what its page has taken over from the room."""
_SEAT, _ATTENDED, _LEFT = "seat", "room_attended", "room_left"


@dataclass(frozen=True)
class Seat:
    """A session's place in a room.

    Attributes:
        code: of the room.
        leads: whether the room shows what this session shows.
        away: whether a guest tries something of their own.
        offers: the run that a guest who is away offers to the room, or None.
    """

    code: str
    leads: bool
    away: bool = False
    offers: str | None = None


def seat() -> Seat | None:
    """This session's place in a room, if it has one."""
    return st.session_state.get(_SEAT)


def follows() -> bool:
    """Whether this session shows what a room shows, so that there is nothing to choose."""
    taken = seat()
    return taken is not None and not taken.leads and not taken.away


def take_seat(rooms: Rooms, text: str, *, away: bool = False) -> None:
    """Join the room of a code, or lead it again if it is this visitor's.

    Raises:
        StoreError: if there is no such room, or it is full.
    """
    code = "".join(text.split()).upper()
    room = rooms.get(code) if CODE.fullmatch(code) else None
    if room is None:
        raise StoreError(_no_room(code, text))
    sit(rooms, Seat(code, leads=room.host == visitor(), away=away))


def _no_room(code: str, text: str) -> str:
    if len(code) != LETTERS:
        said = _('A room\'s code has {letters} characters; "{text}" has {count}.')
        return said.format(letters=LETTERS, text=harmless(text), count=len(code))
    return _("No room with the code {text} is open.").format(text=harmless(text))


def arrive(rooms: Rooms, query: Mapping[str, str]) -> list[str]:
    """Take the seat that a link's query names; a sentence if it cannot be had."""
    try:
        if ROOM in query:
            take_seat(rooms, query[ROOM], away=AWAY in query)
    except StoreError as error:
        return [str(error)]
    return []


def sit(rooms: Rooms, taken: Seat) -> None:
    """Sit on another seat from now on."""
    st.session_state.update({_SEAT: taken, _LEFT: None, TAKEN: None})
    attend(rooms)


def change_seat(rooms: Rooms, *, away: bool, offers: str | None = None) -> None:
    """As a guest, go away from the room's run or come back, with or without a run to offer."""
    if taken := seat():
        sit(rooms, replace(taken, away=away, offers=offers))


def attend(rooms: Rooms) -> None:
    """Give a guest's sign of life, if the last one is not too young."""
    taken, now = seat(), time.time()
    if taken is None or taken.leads:
        return
    last, at = st.session_state.get(_ATTENDED, (None, 0.0))
    if last != taken or not 0 <= now - at < SIGN_OF_LIFE:
        rooms.attend(taken.code, visitor(), away=taken.away, offers=taken.offers)
        st.session_state[_ATTENDED] = (taken, now)


def go(rooms: Rooms) -> None:
    """Leave the room for good, as its guest wishes."""
    if taken := seat():
        rooms.leave(taken.code, visitor())
    leave()


def leave(sentence: str | None = None) -> None:
    """Have no seat any more, and keep what the page shows; say why if it was not the visitor's wish."""
    st.session_state.update({_SEAT: None, _LEFT: sentence})


def why_left() -> str | None:
    """Why this session is no longer in its room, if it did not leave by itself."""
    return st.session_state.get(_LEFT)


def seat_query() -> dict[str, str]:
    """What a link says of this session's seat."""
    taken = seat()
    if taken is None:
        return {}
    return {ROOM: taken.code} | ({AWAY: "yes"} if taken.away else {})
