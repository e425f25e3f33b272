"""What a class expects of what the room shows, what it said in numbers, and which guess was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from bnviz.experiment import Experiment, Setup
from bnviz.language import N_, _
from bnviz.runs.prediction import (
    NO_DIFFERENCE,
    SAME,
    accuracies,
    choices,
    last_guess,
    question,
    right_choice,
)
from bnviz.runs.room import Room
from bnviz.runs.rooms import Rooms
from bnviz.runs.run import Run
from bnviz.ui.errors import errors_noted, tell_noted
from bnviz.ui.room.seat import Seat
from bnviz.ui.status import is_active, result_line
from bnviz.ui.visitor import visitor

QUESTION = N_("Which network will be more accurate at the end?")
HIDDEN = "guesses_hidden"
"""The session's key of whether nobody sees before the end what was guessed."""


def asked_about(run: Run | None, setup: Setup) -> Experiment:
    """What a page leaves to be guessed: the run in training, or what Train would begin.

    Args:
        run: what the page shows.
        setup: what its controls say.
    """
    return run.experiment if run and is_active(run) else setup.experiment()


def answer(run: Run | None, experiment: Experiment) -> Run | None:
    """The run, if it is of this experiment and has ended."""
    ended = run is not None and not is_active(run)
    return run if run and ended and question(run.experiment) == question(experiment) else None


def guess(rooms: Rooms, room: Room, run: Run | None, setup: Setup, taken: Seat) -> None:
    """Ask a guest, and show what the class guessed to those who can no longer be influenced by it.

    Args:
        rooms: of the store.
        room: the room.
        run: what the page shows.
        setup: what its controls say.
        taken: this session's place in the room.
    """
    experiment = asked_about(run, setup)
    names, ended = choices(experiment), answer(run, experiment)
    over = ended or (taken.leads and not room.takes_guesses)
    if not names or question(experiment) != room.question or (over and not room.guesses):
        return
    mine, right = room.guesses.get(visitor()), right_choice(ended) if ended else None
    if heading := _heading(room, experiment, ended, taken):
        st.markdown(heading, width="content")
    if room.takes_guesses and not taken.leads:
        _ask(rooms, room, experiment, names, mine)
    if right or ((mine or taken.leads) and not st.session_state.get(HIDDEN)):
        st.html(bars(names, Counter(room.guesses.values()), mine, right), width="content")
    if ended and right:
        st.markdown(verdict(ended, names, mine, right), width="content")


def _heading(room: Room, experiment: Experiment, ended: Run | None, taken: Seat) -> str:
    """The question and its time; on a host's page, maybe on the wall, only while it can be answered."""
    if taken.leads and not room.takes_guesses and not ended:
        return ""
    asked, now = f"**{_(QUESTION)}**", room.takes_guesses
    if ended:
        return asked
    are, were = _("Guesses are taken up to step {step:,}."), _("Guesses were taken up to step {step:,}.")
    return f"{asked} :small[{(are if now else were).format(step=last_guess(experiment))}]"


def _ask(
    rooms: Rooms, room: Room, experiment: Experiment, names: Mapping[str, str], mine: str | None
) -> None:
    key = f"guess_{room.question}"
    if mine:
        st.session_state.setdefault(key, mine)
    st.segmented_control(
        _(QUESTION),
        list(names),
        format_func=names.__getitem__,
        key=key,
        required=mine is not None,
        on_change=_guess,
        args=(rooms, room.code, experiment, key),
        label_visibility="collapsed",
        width="content",
    )
    tell_noted(_refused(key))


def _guess(rooms: Rooms, code: str, experiment: Experiment, key: str) -> None:
    with errors_noted(_refused(key)):
        if choice := st.session_state[key]:
            rooms.guess(code, visitor(), experiment, choice)


def _refused(key: str) -> str:
    """The session's key of why a guess was not taken: of one question, for as long as that is asked."""
    return f"{key}_refused"


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
    words = escape(_("What the room guessed"))
    return f'<div class="guesses" role="list" aria-label="{words}">{"".join(rows)}</div>'


def _bar(name: str, count: int, most: int, mine: bool, right: bool) -> str:
    guessed = _("(your guess)")
    marks = f" {guessed}" * mine + " ✓" * right
    return (
        f'<div role="listitem"><span>{escape(name)}{marks}</span>'
        f'<i style="width: {round(5 * count / most, 2)}em"></i><b>{count}</b></div>'
    )


def verdict(run: Run, names: Mapping[str, str], mine: str | None, right: str) -> str:
    """Which guess was right and by which numbers, as Markdown."""
    what = _what_came(names, right, accuracies(run))
    yours = _(":green[You were right.]") if mine == right else _("You guessed otherwise.")
    numbers = _(":small[On all test images: {result}.]").format(result=result_line(run))
    return " ".join([*([] if mine is None else [yours]), what, numbers])


def _what_came(names: Mapping[str, str], right: str, points: Sequence[float]) -> str:
    if not any(points):
        return _("**No difference**: all diverged.")
    if right == SAME:
        return _("**No difference**: less than {points:g} points.").format(points=NO_DIFFERENCE)
    more, most = _("**{name}** was more accurate."), _("**{name}** was the most accurate.")
    return (more if len(points) == 2 else most).format(name=names[right])
