"""Where the pages tell what became of their claims."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.lessons.claims.record import recorded
from bnviz.lessons.presets import PRESETS


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def test_a_section_tells_of_its_own_claims_and_of_no_others(app: AppTest) -> None:
    app.run()
    app.query_params["section"] = "algorithm"
    app.switch_page("pages/by_hand.py").run()
    assert not app.exception
    assert any("What we measured" in expander.label for expander in app.expander)
    here = {verdict.name for verdict in recorded() if verdict.place == "by_hand/algorithm"}
    told = {verdict.name for verdict in recorded() if verdict.says in words(app)}
    assert here
    assert told == here


@pytest.mark.parametrize("name", ["quick-look", "deep-sigmoid"])
def test_a_preset_tells_what_was_measured_beside_its_answer(app: AppTest, name: str) -> None:
    app.query_params["preset"] = name
    app.run()
    assert not app.exception
    (verdict,) = [verdict for verdict in recorded() if verdict.name == f"lab/{name}"]
    assert PRESETS[name].claim in words(app)
    assert verdict.says in words(app)
    assert all(text in words(app) for text in verdict.measured)
