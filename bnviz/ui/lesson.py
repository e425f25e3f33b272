"""The frame of every lesson: its sections, and in each a question, a prediction, the doing, and a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from bnviz.fields import harmless
from bnviz.lessons.section import Question, Section, section
from bnviz.ui.plain import plain

Draw = Callable[[Section], None]
"""Draws what there is to do in a section, with the words of its parts."""

WIDTH = 1080  # pixels: a line of text, or two figures side by side, are read well
GUESS = "Make your prediction"


def lesson_page(lesson: str, title: str, draws: Mapping[str, Draw]) -> None:
    """Draw the lesson's section that the visitor chose, or that the link names.

    Args:
        lesson: the name of its folder in `bnviz/lessons/text`.
        title: what the page is called.
        draws: how to draw each section, by the name of its file, in order.
    """
    with st.container(width=WIDTH):
        st.markdown(f"### {title}")
        name = _choose(lesson, {name: section(lesson, name) for name in draws})
        st.fragment(_section, key=f"{lesson}_{name}")(lesson, name, draws[name])
        _neighbours(lesson, list(draws), name)


def _choose(lesson: str, sections: Mapping[str, Section]) -> str:
    """The section to show; the link follows."""
    key = _key(lesson)
    if key not in st.session_state:
        st.session_state[key] = _asked_for(sections)
    chosen: str | None = st.pills(
        "Section",
        list(sections),
        format_func=lambda name: f"{list(sections).index(name) + 1} {sections[name].title}",
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    name = chosen or next(iter(sections))
    st.query_params.from_dict({"section": name})
    return name


def _asked_for(sections: Mapping[str, Section]) -> str:
    """The section that the link names, or the first one; a name that is none is answered."""
    first = next(iter(sections))
    name = st.query_params.get("section", first)
    if name in sections:
        return name
    known = ", ".join(sections)
    st.warning(plain(f'section: "{harmless(name)}" is not in this lesson: choose one of {known}.'))
    return first


def _section(lesson: str, name: str, draw: Draw) -> None:
    shown = section(lesson, name)
    with st.container(key="lesson_question"):
        st.markdown(shown.question)
        if shown.prediction:
            _ask(shown.prediction, GUESS, f"predict_{lesson}_{name}")
    draw(shown)
    _after(shown)


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
    key = f"predict_{shown.lesson}_{shown.name}"
    with st.expander("**What to see**, and what became of your prediction", icon=":material/visibility:"):
        if shown.prediction:
            _verdict(shown.prediction, st.session_state.get(key), "You predicted")
        if "see" in shown.parts:
            st.markdown(shown.parts["see"])
        if "play" in shown.parts:
            st.markdown(f"**Free play.** {shown.parts['play']}")
    for number, check in enumerate(shown.checks, start=1):
        with st.container(border=True):
            answer = _ask(check, "Check yourself", f"check_{shown.lesson}_{shown.name}_{number}")
            if answer:
                _verdict(check, answer, "Your answer")
    if "sources" in shown.parts:
        st.caption(f"Sources: {shown.parts['sources']}")


def _verdict(question: Question, chosen: str | None, words: str) -> None:
    """Whether the chosen option is right, and why."""
    option = next((option for option in question.options if option.text == chosen), None)
    if option is None:
        st.markdown(":gray[No prediction yet: make one above, before you read on.]")
        return
    mark = ":green[:material/check_circle: right]" if option.right else ":orange[:material/cancel: not so]"
    verdict = f" {mark}" if question.has_answer else ""
    st.markdown(f"{words}: *{option.text}*{verdict}. {option.explanation}")


def _neighbours(lesson: str, names: list[str], name: str) -> None:
    """Back and on, where the page ends."""
    place = names.index(name)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for step, label, icon in ((-1, "Back", "arrow_back"), (1, "Next section", "arrow_forward")):
            other = names[place + step] if 0 <= place + step < len(names) else None
            st.button(
                label,
                icon=f":material/{icon}:",
                disabled=other is None,
                key=f"{lesson}_{label}",
                on_click=st.session_state.__setitem__,
                args=(_key(lesson), other),
            )


def _key(lesson: str) -> str:
    return f"section_{lesson}"
