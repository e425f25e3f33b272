"""To whom the page offers the tour."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.runs.store import Store


def tour(app: AppTest) -> dict[str, Any] | None:
    """What the page tells the tour; None where it has none."""
    assert not app.exception
    parts = [part.proto for part in app.get("bidi_component")]
    told = [part.json for part in parts if part.component_name == "bnviz.tour"]
    return json.loads(told[0]) if told else None


def test_who_comes_without_a_link_is_offered_it_for_the_whole_session(app: AppTest) -> None:
    app.run()
    assert tour(app)["offered"]
    app.button(key="train").click().run()
    assert app.query_params["run"]
    assert tour(app)["offered"]  # the browser knows whether it has had it


@pytest.mark.parametrize("query", [{"depth": "5"}, {"run": "0123456789"}, {"preset": "deep-sigmoid"}])
def test_who_comes_by_a_link_is_not(app: AppTest, query: dict[str, str]) -> None:
    app.query_params.update(query)
    app.run()
    assert not tour(app)["offered"]
    app.button(key="take_tour").click().run()
    assert tour(app)["asked"] == 1


def test_a_guest_of_a_room_has_none(app: AppTest, store: Store) -> None:
    app.query_params["room"] = store.rooms.open("teacher").code
    app.run()
    assert tour(app) is None
    assert "take_tour" not in [button.key for button in app.button]


@pytest.mark.parametrize("view", ["present", "lesson"])
def test_other_screens_have_none(app: AppTest, view: str) -> None:
    app.query_params["view"] = view
    app.run()
    assert tour(app) is None
