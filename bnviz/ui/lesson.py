"""The frame of every lesson: which of its sections is shown, and the way to the others.

The link says which section is shown and what was predicted there, so that both survive a reload.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from bnviz.fields import harmless
from bnviz.language import N_, _
from bnviz.lessons import path
from bnviz.lessons.section import Question, Section
from bnviz.ui.data_notice import data_notice
from bnviz.ui.lesson_section import Draw, prediction_key, show_section
from bnviz.ui.plain import plain
from bnviz.ui.projector import leave_button, speakers_keys
from bnviz.ui.screen import Screen, screen, screen_refusals
from bnviz.ui.services import services
from bnviz.ui.share import share
from bnviz.ui.to_top import to_top
from bnviz.ui.visits import visits

WIDTH = 1080  # pixels: a line of text, or two figures side by side, are read well


def lesson_page(lesson: str, draws: Mapping[str, Draw]) -> None:
    """Draw the lesson's section that the visitor chose, or that the link names.

    Args:
        lesson: the name of its folder in `bnviz/lessons/text`.
        draws: how to draw each section that the path has of it, by the name of its file.
    """
    on_path = path.lesson(lesson)
    sections = {each.name: each for each in on_path.sections}
    whole = screen() is not Screen.COURSE
    with st.container(width="stretch" if screen() is Screen.PROJECTOR else WIDTH):
        _arrive(sections)
        if whole:
            _head(lesson, on_path.title)
        data_notice(services().library)
        name = _choose(lesson, sections) if whole else st.session_state[_chosen(lesson)]
        to_top(sections[name].place, key="to_top")
        st.fragment(show_section, key=f"{lesson}_{name}")(sections[name], draws[name])
        if whole:
            _neighbours(lesson, list(sections), name)


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
        _refuse("section", name, list(sections))
    shown = sections.get(name, first)
    st.session_state[_chosen(first.lesson)] = shown.name
    if shown.prediction and (number := st.query_params.get("predicted")):
        _take_prediction(shown, shown.prediction, number)


def _take_prediction(shown: Section, prediction: Question, number: str) -> None:
    known = [str(each) for each in range(1, len(prediction.options) + 1)]
    if number in known:
        st.session_state[prediction_key(shown)] = int(number)
    else:
        _refuse("predicted", number, known)


def _refuse(name: str, value: str, known: Sequence[str]) -> None:
    said = _('{name}: "{value}" is not in this lesson: choose one of {known}.')
    st.warning(plain(said.format(name=name, value=harmless(value), known=", ".join(known))))


def _choose(lesson: str, sections: Mapping[str, Section]) -> str:
    """The section to show."""
    seen = visits()

    def told(name: str) -> str:
        place = list(sections).index(name) + 1
        mark = " ✓" if sections[name].place in seen else ""
        return f"{place} {sections[name].title}{mark}"

    chosen: str | None = st.pills(
        _("Section"),
        list(sections),
        format_func=told,
        key=_chosen(lesson),
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen or next(iter(sections))


def _neighbours(lesson: str, names: list[str], name: str) -> None:
    """Back and on, where the page ends."""
    place = names.index(name)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        _step(lesson, N_("Back"), ":material/arrow_back:", names[place - 1] if place else None)
        if name == names[-1]:
            _next_lesson(lesson)
        else:
            _step(lesson, N_("Next section"), ":material/arrow_forward:", names[place + 1])


def _next_lesson(lesson: str) -> None:
    following = path.after(lesson)
    script, title = (following.name, following.title) if following else ("lab", _("Training lab"))
    label = _("Next: {title}").format(title=title)
    st.page_link(f"pages/{script}.py", label=label, icon=":material/arrow_forward:")


def _step(lesson: str, label: str, icon: str, other: str | None) -> None:
    st.button(
        _(label),
        icon=icon,
        disabled=other is None,
        key=f"{lesson}_{label}",
        on_click=st.session_state.__setitem__,
        args=(_chosen(lesson), other),
    )


def _chosen(lesson: str) -> str:
    """The session's key of the section that is shown."""
    return f"section_{lesson}"
