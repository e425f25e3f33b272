"""The frame of every lesson: its sections, and in each a question, a prediction, the doing, and a check.

The link says which section is shown and what was predicted there, so that both survive a reload.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from bnviz.fields import harmless
from bnviz.lessons.section import Question, Section, section
from bnviz.ui.data_notice import data_notice
from bnviz.ui.errors import errors_told
from bnviz.ui.plain import plain
from bnviz.ui.projector import leave_button, speakers_keys
from bnviz.ui.screen import Screen, screen, screen_query, screen_refusals
from bnviz.ui.services import services
from bnviz.ui.share import share
from bnviz.ui.to_top import to_top
from bnviz.ui.verdicts import show_verdicts_of

Draw = Callable[[Section], None]
"""Draws what there is to do in a section, with the words of its parts."""

WIDTH = 1080  # pixels: a line of text, or two figures side by side, are read well
GUESS = "Make your prediction"
NO_GUESS = "I would rather see it without a prediction"
SEEDS = (
    "The seeds are the documents that bnviz starts from: 000 notes on the paper, 001 notes on Andrew Ng's "
    "course, 002 the paper's first pages translated, 003 a PyTorch example. "
    "The paper is Ioffe and Szegedy 2015."
)


def lesson_page(
    lesson: str, title: str, draws: Mapping[str, Draw], *, then: tuple[str, str] | None = None
) -> None:
    """Draw the lesson's section that the visitor chose, or that the link names.

    Args:
        lesson: the name of its folder in `bnviz/lessons/text`.
        title: what the page is called.
        draws: how to draw each section, by the name of its file, in order.
        then: the script of the page that comes after the lesson, and its title.
    """
    sections = {name: section(lesson, name) for name in draws}
    whole = screen() is not Screen.COURSE
    with st.container(width="stretch" if screen() is Screen.PROJECTOR else WIDTH):
        _arrive(sections)
        if whole:
            _head(lesson, title)
        data_notice(services().library)
        name = _choose(lesson, sections) if whole else st.session_state[_chosen(lesson)]
        to_top(f"{lesson}/{name}", key="to_top")
        st.fragment(_section, key=f"{lesson}_{name}")(sections[name], draws[name])
        if whole:
            _neighbours(lesson, list(draws), name, then)


def _head(lesson: str, title: str) -> None:
    # Without what was predicted: whoever opens the link is to think for themselves.
    share({"section": st.session_state[_chosen(lesson)]})
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"### {title}", width="content")
        if screen() is Screen.PROJECTOR:
            leave_button()
            speakers_keys()


def open_section(lesson: str, name: str) -> None:
    """Have a lesson show a section when its page is drawn next."""
    st.session_state[_chosen(lesson)] = name


def _arrive(sections: Mapping[str, Section]) -> None:
    """Take over what the link says, once a session; what it gets wrong is answered."""
    first = next(iter(sections.values()))
    if _chosen(first.lesson) in st.session_state:
        return
    for refusal in screen_refusals(st.query_params):
        st.warning(plain(refusal))
    name = st.query_params.get("section", first.name)
    if name not in sections:
        _refuse("section", name, f"one of {', '.join(sections)}")
    shown = sections.get(name, first)
    st.session_state[_chosen(first.lesson)] = shown.name
    if shown.prediction and (number := st.query_params.get("predicted")):
        _take_prediction(shown, shown.prediction, number)


def _take_prediction(shown: Section, prediction: Question, number: str) -> None:
    options = {str(place): option.text for place, option in enumerate(prediction.options, start=1)}
    if number in options:
        st.session_state[_predicted(shown)] = options[number]
    else:
        _refuse("predicted", number, f"one of {', '.join(options)}")


def _refuse(name: str, value: str, allowed: str) -> None:
    st.warning(plain(f'{name}: "{harmless(value)}" is not in this lesson: choose {allowed}.'))


def _choose(lesson: str, sections: Mapping[str, Section]) -> str:
    """The section to show."""
    chosen: str | None = st.pills(
        "Section",
        list(sections),
        format_func=lambda name: f"{list(sections).index(name) + 1} {sections[name].title}",
        key=_chosen(lesson),
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or next(iter(sections))


def _section(shown: Section, draw: Draw) -> None:
    with st.container(key="lesson_question"):
        st.markdown(shown.question)
        if shown.prediction:
            _ask(shown.prediction, GUESS, _predicted(shown))
    _tell_link(shown)
    with st.container(), errors_told():  # however much is in it, what follows keeps its place, and stays open
        draw(shown)
    _after(shown)


def _tell_link(shown: Section) -> None:
    """Have the link say what is shown, and what was predicted."""
    query = {"section": shown.name}
    predicted = st.session_state.get(_predicted(shown))
    for place, option in enumerate(shown.prediction.options if shown.prediction else (), start=1):
        if option.text == predicted:
            query["predicted"] = str(place)
    st.query_params.from_dict(query | screen_query(screen()))


def may_tell(shown: Section) -> bool:
    """Whether what answers a section's prediction may be drawn: it was made, or the visitor would rather not.

    Else a button lets the visitor say so.
    """
    key = f"no_guess_{shown.lesson}_{shown.name}"
    if st.session_state.get(_predicted(shown)) or st.session_state.get(key):
        return True
    st.button(NO_GUESS, key=f"{key}_button", on_click=st.session_state.__setitem__, args=(key, True))
    return False


def _ask(question: Question, title: str, key: str) -> str | None:
    """Let the visitor choose an option, which is kept for as long as the visit lasts."""
    st.markdown(f"**{title}.** {question.text}")
    chosen: str | None = st.radio(
        question.text,
        [option.text for option in question.options],
        index=None,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen


def _after(shown: Section) -> None:
    """What is told when the experiment has been tried."""
    # With a key of its own, so that the next section's is closed.
    key = f"see_{shown.lesson}_{shown.name}"
    title = "**What to see**, and what became of your prediction"
    with st.expander(title, icon=":material/visibility:", key=key):
        if shown.prediction:
            _verdict(shown.prediction, st.session_state.get(_predicted(shown)), "You predicted")
        if "see" in shown.parts:
            st.markdown(shown.parts["see"])
        if "play" in shown.parts:
            st.markdown(f"**Free play.** {shown.parts['play']}")
    show_verdicts_of(f"{shown.lesson}/{shown.name}")
    for number, check in enumerate(shown.checks, start=1):
        with st.container(border=True):
            answer = _ask(check, "Check yourself", f"check_{shown.lesson}_{shown.name}_{number}")
            if answer:
                _verdict(check, answer, "Your answer")
    if "sources" in shown.parts:
        st.caption(f"Sources: {shown.parts['sources']}", help=SEEDS)


def _verdict(question: Question, chosen: str | None, words: str) -> None:
    """Whether the chosen option is right, and why."""
    option = next((option for option in question.options if option.text == chosen), None)
    if option is None:
        st.markdown(":gray[No prediction yet: make one above, before you read on.]")
        return
    mark = ":green[:material/check_circle: right]" if option.right else ":orange[:material/cancel: not so]"
    verdict = f" {mark}" if question.has_answer else ""
    st.markdown(f"{words}: *{option.text.rstrip('.')}*{verdict}. {option.explanation}")


def _neighbours(lesson: str, names: list[str], name: str, then: tuple[str, str] | None) -> None:
    """Back and on, where the page ends."""
    place = names.index(name)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        _step(lesson, "Back", ":material/arrow_back:", names[place - 1] if place else None)
        if then and name == names[-1]:
            script, title = then
            st.page_link(script, label=f"Next: {title}", icon=":material/arrow_forward:")
        else:
            following = names[place + 1] if place + 1 < len(names) else None
            _step(lesson, "Next section", ":material/arrow_forward:", following)


def _step(lesson: str, label: str, icon: str, other: str | None) -> None:
    st.button(
        label,
        icon=icon,
        disabled=other is None,
        key=f"{lesson}_{label}",
        on_click=st.session_state.__setitem__,
        args=(_chosen(lesson), other),
    )


def _chosen(lesson: str) -> str:
    """The session's key of the section that is shown."""
    return f"section_{lesson}"


def _predicted(shown: Section) -> str:
    """The session's key of what was predicted."""
    return f"predict_{shown.lesson}_{shown.name}"
