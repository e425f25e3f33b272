"""The visitor's language: of their browser, of the link, or chosen; and it stays."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.language import speaking

PREFERRED = "bnviz.ui.tongue.st.context.__class__.locale"


@pytest.fixture
def korean_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PREFERRED, property(lambda context: "ko-KR"))


def others(app: AppTest) -> set[str]:
    """The languages that are offered."""
    return {button.label for button in app.button if (button.key or "").startswith("language_")}


def told(app: AppTest) -> str | None:
    """The language that the link says."""
    said = app.query_params.get("language")
    return said[0] if isinstance(said, list) else said


def test_english_for_who_asks_for_nothing(app: AppTest) -> None:
    app.run()
    assert others(app) == {"한국어"}
    assert told(app) is None


@pytest.mark.usefixtures("korean_browser")
def test_a_browsers_preference_holds_without_a_word_in_the_link(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert others(app) == {"English"}
    assert told(app) is None


@pytest.mark.usefixtures("korean_browser")
def test_a_link_decides_against_the_browser(app: AppTest) -> None:
    app.query_params["language"] = "en"
    app.run()
    assert others(app) == {"한국어"}
    assert told(app) == "en"


@pytest.mark.parametrize("script", ["pages/lab.py", "pages/by_hand.py"])
def test_a_choice_stays_from_page_to_page_and_in_the_link(app: AppTest, script: str) -> None:
    app.run()
    app.button(key="language_ko").click().run()
    with speaking("ko"):  # as the browser does, which knows an option by its words
        app.switch_page("pages/glossary.py").run()
        assert app.markdown[0].value.startswith("# 용어집")
        app.switch_page(script).run()
    assert not app.exception
    assert told(app) == "ko"


def test_a_language_that_there_is_not_is_refused_until_one_is_chosen(app: AppTest) -> None:
    app.query_params["language"] = "<b>xx"
    app.run()
    (warning,) = app.warning
    assert "choose one of en, ko" in warning.value
    assert "<b>" not in warning.value
    app.button(key="language_ko").click().run()
    assert not app.warning


def test_a_prediction_survives_a_change_of_language(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/by_hand.py").run()
    english = app.radio(key="predict_by_hand_algorithm").set_value(2).run().radio[0].options
    app.session_state["language"] = "ko"
    app.run()
    assert not app.exception
    assert app.radio(key="predict_by_hand_algorithm").value == 2
    assert app.radio(key="predict_by_hand_algorithm").options != english


def test_a_projector_and_a_courses_page_are_told_by_their_link_alone(app: AppTest) -> None:
    app.query_params["view"] = "lesson"
    app.query_params["language"] = "ko"
    app.run()
    assert not others(app)
    assert told(app) == "ko"
