"""The path through the lessons: what there is, what each section asks, and how far this visitor is."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from bnviz.language import N_, _
from bnviz.lessons.path import Lesson, about, minutes, path, sections
from bnviz.lessons.section import Section
from bnviz.runs.visits import Visit
from bnviz.ui.errors import errors_noted, errors_told, tell_noted
from bnviz.ui.lesson_section import forget_answers
from bnviz.ui.visits import forget_visits, visits, visits_now
from bnviz.ui.ways import way_to_section

WIDTH = 900  # pixels
TITLE_WIDTH = 230  # pixels: so that all questions stand below each other
REFUSED = "path_refused"  # the session's key of what could not be done
SEEN, NOT_SEEN = ":material/check_circle:", ":material/radio_button_unchecked:"


def page() -> None:
    """Draw the page."""
    with st.container(width=WIDTH):
        with errors_told():
            visits_now()
        seen = visits()
        st.markdown(about())
        _progress(seen)
        _next(seen)
        for number, lesson in enumerate(path(), start=1):
            _lesson(number, lesson, seen)
        _forgetting(seen)


def _progress(seen: Mapping[str, Visit]) -> None:
    """How far the visitor is, in words and as a bar."""
    every = sections()
    done = [seen[each.place] for each in every if each.place in seen]
    told = _(
        "**{seen} of {every} sections seen**, {predicted} predicted, {checked} with all questions answered"
    )
    words = told.format(
        seen=len(done),
        every=len(every),
        predicted=sum(visit.predicted for visit in done),
        checked=sum(visit.checked for visit in done),
    )
    st.progress(len(done) / len(every), text=words)


def _next(seen: Mapping[str, Visit]) -> None:
    """The first section on the path that was not seen, as the page's one prominent button."""
    following = next((each for each in sections() if each.place not in seen), None)
    if following is None:
        st.markdown(_("You have seen all of them."))
        return
    label = _("Go on with: {title}") if seen else _("Begin with: {title}")
    _way(following, label.format(title=following.title), key="path_next", type="primary")


def _lesson(number: int, lesson: Lesson, seen: Mapping[str, Visit]) -> None:
    long = sum(map(minutes, lesson.sections))
    heading = _("#### {number} {title} :small[:gray[about {minutes} minutes]]")
    st.markdown(heading.format(number=number, title=lesson.title, minutes=long))
    st.markdown(f"**{lesson.question}** {lesson.why}")
    with st.container(gap="xsmall", key=f"path_{lesson.name}"):
        for section in lesson.sections:
            _section(section, seen.get(section.place))


def _section(section: Section, visit: Visit | None) -> None:
    key = f"path_{section.lesson}_{section.name}"
    with st.container(horizontal=True, vertical_alignment="center", gap=None):
        with st.container(width=TITLE_WIDTH):
            _way(section, section.title, key=key, icon=SEEN if visit else NOT_SEEN)
        asked = _("{question} :small[:gray[{minutes} min{done}]]")
        said = asked.format(question=section.asks, minutes=minutes(section), done=_done(visit))
        st.markdown(said, width="stretch")


def _way(section: Section, label: str, **button: str) -> None:
    way_to_section(section.lesson, section.name, label, **button)


def _done(visit: Visit | None) -> str:
    """What a visitor did in a section, in words."""
    if visit is None:
        return ""
    parts = [_("seen")]
    parts += [_("predicted")] if visit.predicted else []
    parts += [_("answered")] if visit.checked else []
    return "".join(f" · {part}" for part in parts)


def _forgetting(seen: Mapping[str, Visit]) -> None:
    tell_noted(REFUSED)
    with st.popover(_("Forget what I have seen"), key="path_forgetting", disabled=not seen):
        st.markdown(_(FORGETTING))
        st.button(_("Forget it"), key="path_forget", on_click=_forget)


def _forget() -> None:
    with errors_noted(REFUSED):
        forget_visits()
        forget_answers(sections())


FORGETTING = N_(
    "This forgets which sections this browser has seen, and what you predicted and answered in this visit."
)
