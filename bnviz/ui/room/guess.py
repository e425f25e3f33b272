"""What a class expects of the run that the room shows, what it said in numbers, and which guess was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from bnviz.runs.prediction import NO_DIFFERENCE, SAME, accuracies, choices, right_choice
from bnviz.runs.room import Room
from bnviz.runs.rooms import Rooms
from bnviz.runs.run import Run
from bnviz.ui.errors import errors_noted, tell_noted
from bnviz.ui.room.seat import Seat
from bnviz.ui.status import is_active
from bnviz.ui.visitor import visitor

QUESTION = "Which network will be more accurate at the end?"
HIDDEN = "guesses_hidden"
"""The session's key of whether nobody sees before the end what was guessed."""
_REFUSED = "guess_refused"


def guess(rooms: Rooms, room: Room, run: Run | None, taken: Seat) -> None:
    """Ask a guest, and show what the class guessed to those who can no longer be influenced by it.

    Args:
        rooms: of the store.
        room: the room.
        run: what the page shows.
        taken: this session's place in the room.
    """
    if run is None or run.id != room.run_id or not (names := choices(run.experiment)):
        return
    mine, right = room.guesses.get(visitor()), right_choice(run)
    if not is_active(run) and not room.guesses:
        return
    st.markdown(f"**{QUESTION}**", width="content")
    if is_active(run) and not taken.leads:
        _ask(rooms, room, run, names, mine)
    if right or ((mine or taken.leads) and not st.session_state.get(HIDDEN)):
        st.html(bars(names, Counter(room.guesses.values()), mine, right), width="content")
    if right:
        st.markdown(verdict(run, names, mine, right), width="content")
    tell_noted(_REFUSED)


def _ask(rooms: Rooms, room: Room, run: Run, names: Mapping[str, str], mine: str | None) -> None:
    key = f"guess_{run.id}"
    if mine:
        st.session_state.setdefault(key, mine)
    st.segmented_control(
        QUESTION,
        list(names),
        format_func=names.__getitem__,
        key=key,
        required=mine is not None,
        on_change=_guess,
        args=(rooms, room.code, run, key),
        label_visibility="collapsed",
        width="content",
    )


def _guess(rooms: Rooms, code: str, run: Run, key: str) -> None:
    with errors_noted(_REFUSED):
        if choice := st.session_state[key]:
            rooms.guess(code, visitor(), run, choice)


def bars(names: Mapping[str, str], counts: Mapping[str, int], mine: str | None, right: str | None) -> str:
    """How many guessed what: HTML with a bar and a number each.

    Args:
        names: of all choices.
        counts: of those that were chosen.
        mine: the visitor's own choice, or None.
        right: the one that came true, or None.
    """
    most = max([1, *counts.values()])
    rows = (
        _bar(name, counts.get(choice, 0), most, choice == mine, choice == right)
        for choice, name in names.items()
    )
    return f'<div class="guesses" role="list" aria-label="What the room guessed">{"".join(rows)}</div>'


def _bar(name: str, count: int, most: int, mine: bool, right: bool) -> str:
    marks = " (your guess)" * mine + " ✓" * right
    return (
        f'<div role="listitem"><span>{escape(name)}{marks}</span>'
        f'<i style="width: {round(5 * count / most, 2)}em"></i><b>{count}</b></div>'
    )


def verdict(run: Run, names: Mapping[str, str], mine: str | None, right: str) -> str:
    """Which guess was right and by which numbers, as Markdown."""
    points = accuracies(run)
    told = " · ".join(
        f"{name} {point:.1f} %" for (_, name), point in zip(names.items(), points, strict=False)
    )
    what = _what_came(names, right, points)
    yours = "" if mine is None else ":green[You were right.] " if mine == right else "You guessed otherwise. "
    return f"{yours}{what} :small[On all test images: {told}.]"


def _what_came(names: Mapping[str, str], right: str, points: Sequence[float]) -> str:
    if right == SAME:
        return f"**No difference**: less than {NO_DIFFERENCE:g} points."
    return (
        f"**{names[right]}** was more accurate."
        if len(points) == 2
        else f"**{names[right]}** was the most accurate."
    )
