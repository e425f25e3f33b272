"""The page of the path, and what a visitor finds marked on it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.lessons.path import ORDER, path, sections
from bnviz.runs.database import StoreError
from bnviz.runs.visits import Visit, Visits
from bnviz.ui import frame

FIRST, SECOND = sections()[:2]


def on_path(app: AppTest) -> AppTest:
    app.run()
    return app.switch_page("pages/path.py").run()


def in_first(app: AppTest) -> AppTest:
    app.run()
    return app.switch_page(f"pages/{FIRST.lesson}.py").run()


def told(app: AppTest) -> str:
    assert not app.exception
    (progress,) = app.get("progress")
    return str(progress.proto.text) + "\n".join(each.value for each in app.markdown)


def answer_all(app: AppTest) -> None:
    """The first section: predict, and answer what it asks."""
    app.radio(key=f"predict_{FIRST.lesson}_{FIRST.name}").set_value(FIRST.prediction.options[0].text).run()
    for number, check in enumerate(FIRST.checks, start=1):
        app.radio(key=f"check_{FIRST.lesson}_{FIRST.name}_{number}").set_value(check.options[0].text).run()


def test_who_has_seen_nothing_begins_with_the_first_section(app: AppTest) -> None:
    on_path(app)
    assert f"0 of {len(sections())} sections seen" in told(app)
    assert f"Begin with: {FIRST.title}" == app.button(key="path_next").label
    app.button(key="path_next").click().run()
    assert app.query_params["section"] == FIRST.name


def test_what_was_seen_predicted_and_answered_is_told_and_the_next_one_offered(app: AppTest) -> None:
    answer_all(in_first(app))
    on_path(app)
    assert f"1 of {len(sections())} sections seen**, 1 predicted, 1 with all questions answered" in told(app)
    assert "· seen · predicted · answered" in told(app)
    assert f"Go on with: {SECOND.title}" == app.button(key="path_next").label


def test_a_section_is_noted_once_and_not_at_every_rerun(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[Any] = []
    monkeypatch.setattr(Visits, "note", lambda self, *what: noted.append(what))
    in_first(app).run()
    app.run()
    assert [place for _, place, _ in noted] == [FIRST.place]
    answer_all(app)
    assert len(noted) == 3


def test_a_lesson_goes_on_though_nothing_can_be_noted(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fail(self: Visits, *what: object) -> None:
        tried.append(what)
        raise StoreError("The run store did not answer.")

    for name in ("of", "note"):
        monkeypatch.setattr(Visits, name, fail)
    in_first(app).run()
    assert not app.exception
    assert not app.error
    assert len(tried) == 2  # one look, one note
    on_path(app)
    assert "did not answer" in app.error[0].value


def test_the_pills_mark_what_was_seen(app: AppTest) -> None:
    in_first(app).run()
    options = app.pills(key=f"section_{FIRST.lesson}").options
    assert [option.endswith("✓") for option in options] == [True] + [False] * (len(options) - 1)
    app.pills(key=f"section_{FIRST.lesson}").set_value(SECOND.name).run()
    assert app.query_params["section"] == SECOND.name
    app.run()
    assert app.query_params["section"] == SECOND.name


def test_all_is_forgotten_on_demand(app: AppTest) -> None:
    answer_all(in_first(app))
    on_path(app).button(key="path_forget").click().run()
    assert f"0 of {len(sections())} sections seen" in told(app)
    assert in_first(app).radio(key=f"predict_{FIRST.lesson}_{FIRST.name}").value is None
    on_path(app)
    assert f"1 of {len(sections())} sections seen**, 0 predicted, 0 with" in told(app)


def test_who_has_seen_all_is_told(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = {each.place: Visit(0.0) for each in sections()}
    monkeypatch.setattr(Visits, "of", lambda self, visitor: everything)
    assert "You have seen all of them." in told(on_path(app))
    assert not [button for button in app.button if button.key == "path_next"]


def test_lessons_have_the_names_that_the_menu_has(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    titles = {}
    page = frame.st.Page
    monkeypatch.setattr(
        frame.st, "Page", lambda script, **how: titles.update({script: how["title"]}) or page(script, **how)
    )
    app.run()
    assert [titles[f"pages/{each.name}.py"] for each in path()] == [each.title for each in path()]


@pytest.mark.parametrize("lesson", ORDER)
def test_a_lesson_draws_the_sections_that_are_on_the_path(
    lesson: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: dict[str, Any] = {}
    module = import_module(f"bnviz.ui.{lesson}")
    monkeypatch.setattr(module, "lesson_page", lambda name, draws: drawn.update({name: tuple(draws)}))
    module.page()
    assert drawn == {lesson: ORDER[lesson]}
