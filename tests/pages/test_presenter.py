"""What the lab and the lessons show on a projector and in a course's page."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from bnviz.lessons.presets import PRESETS
from bnviz.runs.store import Store

CONTROLS = ("preset", "depth", "learning_rate", "seed", "device")
WHEEL = ("walk_1", "change_rate", "rewind", "pace")
OTHERS = ("reset", "present", "compared")

bare = pytest.mark.parametrize("view", ["present", "lesson"])


def keys_of(part: Any) -> set[str]:
    """The keys of all widgets in a part of the page."""
    kinds = ("button", "selectbox", "number_input", "select_slider", "segmented_control", "pills", "radio")
    return {element.key for kind in kinds for element in getattr(part, kind) if element.key}


def opened(app: AppTest, page: str = "pages/lab.py", **query: str) -> AppTest:
    app.query_params.update(query)
    app.run()
    if page != "pages/lab.py":
        app.query_params.update(query)
        app.switch_page(page).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def codes(app: AppTest) -> list[str]:
    return [element.value for element in app.code]


@bare
def test_a_bare_lab_has_train_and_views_and_nothing_to_set(app: AppTest, view: str) -> None:
    opened(app, view=view, depth="5")
    found = keys_of(app)
    assert {"train", "stop", "view"} <= found
    assert not found & {*CONTROLS, *WHEEL, *OTHERS}
    assert not keys_of(app.sidebar)


@bare
def test_a_bare_link_presets_what_it_says_and_trains_it(app: AppTest, store: Store, view: str) -> None:
    opened(app, view=view, preset="deep-sigmoid", seed="7")
    press(app, "train")
    run = store.get(app.query_params["run"])
    assert run is not None
    wanted = PRESETS["deep-sigmoid"].setup.model_copy(update={"seed": 7})
    assert run.experiment == wanted.experiment()
    assert app.query_params["view"] == view


def test_present_and_leave_lead_there_and_back_and_lose_no_setting(app: AppTest) -> None:
    opened(app, depth="5")
    press(app, "present")
    assert app.query_params["view"] == "present"
    assert "depth" not in keys_of(app)
    press(app, "leave")
    assert "view" not in app.query_params
    assert app.number_input(key="depth").value == 5


def test_only_a_projector_has_a_pause_and_a_way_back(app: AppTest) -> None:
    opened(app, view="present")
    press(app, "train")
    assert {"pause", "leave"} <= keys_of(app)


def test_a_course_s_page_has_neither(app: AppTest) -> None:
    opened(app, view="lesson")
    press(app, "train")
    assert not {"pause", "leave"} & keys_of(app)


@bare
def test_a_bare_page_has_no_menu(app: AppTest, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    positions: list[str] = []
    navigation = st.navigation

    def noted(pages: Any, *, position: Any) -> Any:
        positions.append(position)
        return navigation(pages, position=position)

    monkeypatch.setattr(st, "navigation", noted)
    opened(app, view=view)
    press(app, "train")
    assert set(positions) == {"hidden"}


def test_a_lesson_s_link_shows_its_section_and_no_other(app: AppTest) -> None:
    opened(app, "pages/test_time.py", section="folding", view="lesson")
    assert not {"section_test_time", "test_time_Back", "test_time_Next section", "present"} & keys_of(app)
    assert app.query_params["section"] == "folding"
    assert app.query_params["view"] == "lesson"
    assert any("fold" in element.value.lower() for element in app.markdown)


def test_a_lesson_on_a_projector_keeps_its_sections_and_has_a_way_back(app: AppTest) -> None:
    opened(app, "pages/test_time.py", section="folding", view="present")
    assert {"leave", "test_time_Back"} <= keys_of(app)
    press(app, "leave")
    assert "present" in keys_of(app)
    assert "view" not in app.query_params


@pytest.mark.parametrize("page", ["pages/lab.py", "pages/test_time.py"])
def test_an_unknown_view_is_answered_in_a_sentence(app: AppTest, page: str) -> None:
    opened(app, page, view="<b>huge")
    told = "\n".join(element.value for element in app.warning)
    assert "huge" in told
    assert "choose present or lesson" in told
    assert "present" in keys_of(app)


def test_the_links_say_what_the_controls_say(app: AppTest) -> None:
    opened(app)
    app.number_input(key="depth").set_value(5).run()
    plain, lesson, present, frame = codes(app)
    assert plain.endswith("?depth=5")
    assert lesson.endswith("?depth=5&view=lesson")
    assert present.endswith("?depth=5&view=present")
    assert "?depth=5&amp;view=lesson&amp;embed=true" in frame


def test_only_links_to_the_page_itself_show_how_it_ended(app: AppTest) -> None:
    opened(app)
    press(app, "train")
    run = f"run={app.query_params['run']}"
    page, lesson, projector, frame = codes(app)
    assert run in page
    assert run in projector
    assert "run=" not in lesson + frame
    assert "preset=quick-look" in lesson


def test_a_projector_says_when_what_it_shows_is_no_answer_to_its_question(app: AppTest) -> None:
    opened(app)
    press(app, "train")
    app.selectbox(key="preset").set_value("deep-sigmoid").run()
    press(app, "present")
    told = [caption.value for caption in app.caption]
    assert "**Below is another run: press Train for this one.**" in told
    press(app, "train")
    assert not any("another run" in caption.value for caption in app.caption)


def test_a_lesson_s_links_keep_to_themselves_what_was_predicted(app: AppTest) -> None:
    opened(app, "pages/test_time.py", section="folding", predicted="1")
    assert app.query_params["predicted"] == "1"
    assert [text for text in codes(app) if "predicted" in text] == []
    assert codes(app)[0].endswith("?section=folding")


def test_a_host_that_allows_no_frame_offers_none(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BNVIZ_EMBED_FROM", "none")
    opened(app)
    assert [text for text in codes(app) if "iframe" in text] == []
