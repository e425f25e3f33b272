"""A section of a lesson: a question, a prediction, the doing, what there was to see, and a check."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from bnviz.language import N_, _
from bnviz.lessons.section import Question, Section
from bnviz.ui.errors import errors_told
from bnviz.ui.screen import screen, screen_query
from bnviz.ui.tongue import language_query
from bnviz.ui.verdicts import show_verdicts_of
from bnviz.ui.visits import note_visit

Draw = Callable[[Section], None]
"""Draws what there is to do in a section, with the words of its parts."""

SEEDS = N_(
    "The seeds are the documents that bnviz starts from: 000 notes on the paper, 001 notes on Andrew Ng's "
    "course, 002 the paper's first pages translated, 003 a PyTorch example. "
    "The paper is Ioffe and Szegedy 2015."
)


def show_section(shown: Section, draw: Draw) -> None:
    """Draw a section, and have the link say which one it is and what was predicted."""
    with st.container(key="lesson_question"):
        st.markdown(shown.question)
        if shown.prediction:
            _ask(shown.prediction, _("Make your prediction"), prediction_key(shown))
    _tell_link(shown)
    with st.container(), errors_told():  # however much is in it, what follows keeps its place, and stays open
        draw(shown)
    _after(shown)
    note_visit(shown.place, predicted=_predicted(shown), checked=_checked(shown))


def _tell_link(shown: Section) -> None:
    """Have the link say what is shown, and what was predicted."""
    query = {"section": shown.name}
    predicted = st.session_state.get(prediction_key(shown))
    if predicted is not None:
        query["predicted"] = str(predicted)
    st.query_params.from_dict(query | screen_query(screen()) | language_query())


def may_tell(shown: Section) -> bool:
    """Whether what answers a section's prediction may be drawn: it was made, or the visitor would rather not.

    Else a button lets the visitor say so.
    """
    key = f"no_guess_{shown.lesson}_{shown.name}"
    if st.session_state.get(prediction_key(shown)) or st.session_state.get(key):
        return True
    st.button(
        _("I would rather see it without a prediction"),
        key=f"{key}_button",
        on_click=st.session_state.__setitem__,
        args=(key, True),
    )
    return False


def _ask(question: Question, title: str, key: str) -> int | None:
    """Let the visitor choose an option; its number, from 1, is kept for as long as the visit lasts."""
    st.markdown(f"**{title}.** {question.text}")
    chosen: int | None = st.radio(
        question.text,
        range(1, len(question.options) + 1),
        index=None,
        format_func=lambda number: question.options[number - 1].text,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen


def _after(shown: Section) -> None:
    """What is told when the experiment has been tried."""
    # With a key of its own, so that the next section's is closed.
    key = f"see_{shown.lesson}_{shown.name}"
    title = _("**What to see**, and what became of your prediction")
    with st.expander(title, icon=":material/visibility:", key=key):
        if shown.prediction:
            _verdict(shown.prediction, st.session_state.get(prediction_key(shown)), _("You predicted"))
        if "see" in shown.parts:
            st.markdown(shown.parts["see"])
        if "play" in shown.parts:
            st.markdown(_("**Free play.** {text}").format(text=shown.parts["play"]))
    show_verdicts_of(shown.place)
    for number, check in enumerate(shown.checks, start=1):
        with st.container(border=True):
            answer = _ask(check, _("Check yourself"), _check_key(shown, number))
            if answer:
                _verdict(check, answer, _("Your answer"))
    if "sources" in shown.parts:
        st.caption(_("Sources: {text}").format(text=shown.parts["sources"]), help=_(SEEDS))


def _verdict(question: Question, chosen: int | None, words: str) -> None:
    """Whether the chosen option is right, and why."""
    if chosen is None:
        st.markdown(_(":gray[No prediction yet: make one above, before you read on.]"))
        return
    option = question.options[chosen - 1]
    right, wrong = _(":green[:material/check_circle: right]"), _(":orange[:material/cancel: not so]")
    mark = right if option.right else wrong
    verdict = f" {mark}" if question.has_answer else ""
    st.markdown(f"{words}: *{option.text.rstrip('.')}*{verdict}. {option.explanation}")


def prediction_key(shown: Section) -> str:
    """The session's key of what was predicted: the option's number, from 1."""
    return f"predict_{shown.lesson}_{shown.name}"


def _check_key(shown: Section, number: int) -> str:
    """The session's key of the answer to a question to check oneself with, counted from 1."""
    return f"check_{shown.lesson}_{shown.name}_{number}"


def _predicted(shown: Section) -> bool:
    return bool(st.session_state.get(prediction_key(shown)))


def _checked(shown: Section) -> bool:
    """Whether the section has questions to check oneself with, and all are answered."""
    numbers = range(1, len(shown.checks) + 1)
    answers = [st.session_state.get(_check_key(shown, number)) for number in numbers]
    return bool(answers) and all(answers)


def forget_answers(sections: Iterable[Section]) -> None:
    """Take back what was predicted and answered in these sections."""
    for shown in sections:
        numbers = range(1, len(shown.checks) + 1)
        for key in (prediction_key(shown), *(_check_key(shown, number) for number in numbers)):
            st.session_state.pop(key, None)
