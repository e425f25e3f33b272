"""A link of the lab brings back how its run was looked at."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.ui.observatory import PLACES
from bnviz.views.views import VIEWS

from .conftest import PROJECT

LOOKS = (
    *({"figures": view} for view in list(VIEWS)[1:]),
    *({"place": place} for place in PLACES if place != "after"),
    {"figures": "shift", "raw": "yes"},
)


def lab(**query: str) -> AppTest:
    """The lab, opened by a new visitor."""
    app = AppTest.from_file(str(PROJECT / "frame.py"), default_timeout=30)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def link(app: AppTest) -> dict[str, str]:
    return {
        name: values if isinstance(values, str) else values[0] for name, values in app.query_params.items()
    }


@pytest.mark.parametrize("look", LOOKS)
def test_what_a_link_says_is_shown_and_said_again(look: dict[str, str]) -> None:
    app = lab(**look)
    assert not app.warning
    assert link(app) == look
    assert app.segmented_control(key="view").value == look.get("figures", "distributions")
    if "place" in look:
        assert app.segmented_control(key="place").value == look["place"]
    if "raw" in look:
        assert app.toggle(key="raw_shift").value is True


def test_what_is_chosen_is_said_and_what_is_shown_at_first_is_not() -> None:
    app = lab()
    assert link(app) == {}
    app.segmented_control(key="view").set_value("shift").run()
    app.toggle(key="raw_shift").set_value(True).run()
    assert link(app) == {"figures": "shift", "raw": "yes"}
    assert any("figures=shift&raw=yes" in code.value for code in app.code)
    app.toggle(key="raw_shift").set_value(False).run()
    app.segmented_control(key="view").set_value("distributions").run()
    assert link(app) == {}


def test_a_unit_that_the_run_does_not_look_at_gives_way_to_all(app: AppTest) -> None:
    shown = lab(figures="scales", unit="3")
    assert shown.selectbox(key="unit").value == 0
    assert link(shown) == {"figures": "scales"}


@pytest.mark.parametrize(
    ("part", "text", "allowed"),
    [
        ("figures", "<b>", "distributions or shift"),
        ("place", "nowhere", "before or after or activation"),
        ("unit", "0", "1 to 512"),
        ("unit", "９", "1 to 512"),
        ("raw", "True", "yes"),
    ],
)
def test_what_cannot_be_shown_is_answered_in_a_sentence(part: str, text: str, allowed: str) -> None:
    app = lab(**{part: text})
    told = "\n".join(warning.value.replace("\\", "") for warning in app.warning)
    assert part in told
    assert f"is not to be had: choose {allowed}" in told
    assert link(app) == {}
