"""The frame of a lesson: its sections, what is predicted, and what is told afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from bnviz.data.library import Library
from bnviz.host import Host
from bnviz.lessons.path import Lesson
from bnviz.lessons.section import Option, Question, Section
from bnviz.runs.forecast.admission import Admission
from bnviz.runs.store import Store
from bnviz.runs.workers.pool import Pool
from bnviz.ui.services import Services

from .stand_ins import FixedLibrary, IdlePool

PREDICTION = Question("Up or down?", (Option("Up", True, "It rises."), Option("Down", False, "No, up.")))
CHECK = Question("Sure?", (Option("Yes", True, "Well done."), Option("No", False, "Look again.")))


def _read(lesson: str, name: str) -> Section:
    parts = {"see": f"Look at {name}.", "play": "Try more.", "sources": "Seed 001"}
    checks = (CHECK,) if name == "first" else ()
    return Section(lesson, name, name.capitalize(), f"#### What is {name}?", parts, PREDICTION, checks, 9)


def _page() -> None:
    import streamlit as st

    from bnviz.ui.lesson import lesson_page

    def draw(shown: object) -> None:
        st.markdown("something to do")

    lesson_page("lesson", {"first": draw, "second": draw, "third": draw})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def page(store: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    sections = tuple(_read("lesson", name) for name in ("first", "second", "third"))
    on_path = Lesson("lesson", "A lesson", "What is it?", "It comes first.", sections)
    shared = Services(store, cast(Pool, IdlePool()), cast(Library, FixedLibrary()), Admission(store, Host()))
    monkeypatch.setattr("bnviz.lessons.path.path", lambda: (on_path,))
    monkeypatch.setattr("bnviz.ui.services._opened", lambda: shared)
    monkeypatch.setattr("bnviz.ui.visitor._cookie", lambda: "")
    return AppTest.from_function(_page)


def words(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


def test_the_first_section_is_shown_first(page: AppTest) -> None:
    page.run()
    assert not page.exception
    assert "What is first?" in words(page)
    assert "something to do" in words(page)
    assert page.query_params["section"] == "first"


def test_a_link_opens_its_section(page: AppTest) -> None:
    page.query_params["section"] = "second"
    page.run()
    assert "What is second?" in words(page)
    assert not page.warning


def test_a_link_to_no_section_is_answered(page: AppTest) -> None:
    page.query_params["section"] = "<b>fourth"
    page.run()
    assert not page.exception
    assert "first, second, third" in page.warning[0].value
    assert "What is first?" in words(page)


def test_next_and_back_lead_through_the_lesson_and_on(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    # A page that is run on its own has no other to link to.
    monkeypatch.setattr(st, "page_link", lambda script, *, label, icon: st.caption(label))
    page.run()
    assert page.button(key="lesson_Back").disabled
    page.button(key="lesson_Next section").click().run()
    assert "What is second?" in words(page)
    page.button(key="lesson_Next section").click().run()
    assert page.caption[-1].value == "Next: Training lab"
    page.button(key="lesson_Back").click().run()
    assert page.query_params["section"] == "second"


def test_a_prediction_is_kept_and_judged(page: AppTest) -> None:
    page.run()
    assert "No prediction yet" in words(page)
    page.radio(key="predict_lesson_first").set_value(2).run()
    assert "No, up." in words(page)
    assert "not so" in words(page)
    page.button(key="lesson_Next section").click().run()
    assert "No prediction yet" in words(page)
    page.button(key="lesson_Back").click().run()
    assert page.radio(key="predict_lesson_first").value == 2
    assert "No, up." in words(page)


def test_a_prediction_is_in_the_link_and_comes_back_with_it(page: AppTest) -> None:
    page.query_params["section"] = "second"
    page.query_params["predicted"] = "2"
    page.run()
    assert page.radio(key="predict_lesson_second").value == 2
    page.radio(key="predict_lesson_second").set_value(1).run()
    assert (page.query_params["section"], page.query_params["predicted"]) == ("second", "1")
    page.button(key="lesson_Back").click().run()
    assert "predicted" not in page.query_params


@pytest.mark.parametrize("number", ["0", "3", "x"])
def test_a_link_to_no_prediction_is_answered(page: AppTest, number: str) -> None:
    page.query_params["predicted"] = number
    page.run()
    assert not page.exception
    assert "one of 1, 2" in page.warning[0].value
    assert page.radio(key="predict_lesson_first").value is None


def test_a_question_is_explained_once_it_is_answered(page: AppTest) -> None:
    page.run()
    assert "Well done." not in words(page)
    page.radio(key="check_lesson_first_1").set_value("Yes").run()
    assert "Well done." in words(page)
