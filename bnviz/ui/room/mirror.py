"""One page in many: what whoever leads a room shows, on the pages of all who follow.

Both sides look once a second, or with each tick of a run in training. The one writes to the store when
something is new; the others read it there, one look a process for all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from bnviz.experiment import Experiment
from bnviz.runs.prediction import question
from bnviz.runs.room import Room
from bnviz.runs.rooms import Rooms
from bnviz.ui.observatory import BAR
from bnviz.ui.room.seat import SIGN_OF_LIFE, TAKEN, follows, seat
from bnviz.ui.room.selection import Selection
from bnviz.ui.time_bar import choose_step, wished_step
from bnviz.ui.visitor import visitor

Shown = tuple[str | None, int | None, str]
"""Run, step and selection."""
_SHOWN = "room_shown"


def publish(rooms: Rooms, experiment: Experiment) -> None:
    """If this session leads a room, show there what its page shows, and that somebody is there.

    Args:
        rooms: of the store.
        experiment: what guests may guess at.

    Raises:
        StoreError: if the room was closed meanwhile.
    """
    taken, now = seat(), time.time()
    if taken is None or not taken.leads:
        return
    selection = Selection.of_session()
    step, asked = wished_step(key=BAR), question(experiment)
    shown = (selection.query.get("run"), step, selection.model_dump_json(), asked)
    last, at = st.session_state.get(_SHOWN, (None, 0.0))
    if last != (taken, shown) or not 0 <= now - at < SIGN_OF_LIFE:
        rooms.show(taken.code, visitor(), *shown)
        st.session_state[_SHOWN] = ((taken, shown), now)


def follow(rooms: Rooms, take: Callable[[Mapping[str, str]], None]) -> None:
    """If this session follows a room, show what it shows, before anything is drawn.

    Args:
        rooms: of the store.
        take: has the page show what a link with this query would.
    """
    room = followed(rooms)
    if room is None:
        return
    selection = Selection.read(room.selection)
    if is_news(room):
        if selection.query != _taken_query():
            take(selection.query)
        choose_step(room.step, key=BAR)
        st.session_state[TAKEN] = (room.code, _shown(room))
    # Each time: a tick sent by a browser that had not yet heard of the last choice says the one before it,
    # and Streamlit keeps that if the tick's run is interrupted before the controls are drawn.
    selection.choose()


def keep_up(rooms: Rooms) -> None:
    """The same within a fragment, before it draws; what concerns the page around it is left to the page."""

    def leave_to_page(_: Mapping[str, str]) -> None:
        st.rerun()

    follow(rooms, leave_to_page)


def followed(rooms: Rooms) -> Room | None:
    """The room that this session follows, as it was at most a second ago."""
    taken = seat()
    return rooms.glance(taken.code) if taken and follows() else None


def is_news(room: Room) -> bool:
    """Whether the room shows what this session has not yet taken over."""
    return st.session_state.get(TAKEN) != (room.code, _shown(room))


def _taken_query() -> Mapping[str, str] | None:
    taken: Any = st.session_state.get(TAKEN)
    return None if taken is None else Selection.read(taken[1][2]).query


def _shown(room: Room) -> Shown:
    return room.run_id, room.step, room.selection
