from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from .test_live_panel import component, say, unpacked

STEPS = [0, 1, 2, 5, 10, 100, 1240]


def page(steps: list[int], wanted: int | None) -> None:
    """A page with a time bar; at the first run something else than the bar chooses `wanted`."""
    import streamlit as st

    from bnviz.ui.time_bar import choose_step, chosen_step, time_bar

    if "shown" not in st.session_state:
        choose_step(wanted, key="bar")
    st.session_state["shown"] = chosen_step(steps, key="bar")
    time_bar(steps, live=True, marks=[(5, "learning rate 0.1")], key="bar")


def opened(steps: list[int] = STEPS, wanted: int | None = None) -> AppTest:
    app = AppTest.from_function(page, args=(steps, wanted), default_timeout=30).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> int | None:
    return app.session_state["shown"]


def told(app: AppTest) -> dict[str, Any]:
    """What the browser gets, but for words."""
    data: dict[str, Any] = unpacked(component(app).bytes)["data"]
    return {name: value for name, value in data.items() if name not in ("words", "language")}


def wish(app: AppTest, step: Any, number: Any = 1) -> AppTest:
    return say(app, "wish", {"step": step, "wish": number})


def test_the_browser_gets_all_steps_and_marks():
    assert told(opened()) == {
        "steps": STEPS,
        "step": None,
        "wish": 0,
        "live": True,
        "marks": [[5, "learning rate 0.1"]],
        "locked": False,
    }


def test_at_first_the_newest_is_followed():
    assert shown(opened()) is None


@pytest.mark.parametrize("step", STEPS)
def test_a_wish_is_answered_with_its_step_and_its_number(step: int):
    app = wish(opened(), step, 7)
    assert (shown(app), told(app)["step"], told(app)["wish"]) == (step, step, 7)


def test_a_wish_lasts_until_the_next():
    app = wish(opened(), 10, 1)
    assert shown(app.run()) == 10
    assert shown(wish(app, 2, 2)) == 2
    assert shown(wish(app, None, 3)) is None


@pytest.mark.parametrize(("wanted", "found"), [(3, 2), (99, 10), (9_999, 1240), (5, 5)])
def test_a_step_that_is_not_recorded_is_the_nearest_below(wanted: int, found: int):
    assert shown(opened(wanted=wanted)) == shown(wish(opened(), wanted)) == found


def test_below_the_first_recorded_step_is_the_first():
    assert shown(opened([4, 8], wanted=1)) == 4


def test_without_a_recorded_step_there_is_none_to_choose():
    app = wish(opened([]), 10)
    assert shown(app) is None
    assert told(app)["steps"] == []


@pytest.mark.parametrize("step", [-1, 2.0, "2", True, [2], {}])
def test_a_step_that_makes_no_sense_is_the_newest(step: Any):
    app = wish(wish(opened(), 10, 1), step, 2)
    assert shown(app) is None
    assert told(app)["wish"] == 2


@pytest.mark.parametrize("said", [None, 5, "5", [5], {}])
def test_a_wish_that_makes_no_sense_is_the_newest(said: Any):
    app = say(wish(opened(), 10, 1), "wish", said)
    assert shown(app) is None
    assert told(app)["wish"] == 1


def test_a_step_chosen_elsewhere_reaches_the_bar():
    app = opened(wanted=100)
    assert (told(app)["step"], told(app)["wish"]) == (100, 0)


def test_what_is_chosen_elsewhere_keeps_the_number_of_the_newest_wish():
    """For the browser that wish is answered, so it takes over the step."""
    app = wish(opened(wanted=100), 10, 3)
    del app.session_state["shown"]
    app.run()
    assert (told(app)["step"], told(app)["wish"]) == (100, 3)


def test_the_bar_stays_the_same_while_steps_are_added():
    assert component(opened(STEPS[:3])).id == component(opened()).id
