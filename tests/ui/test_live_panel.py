from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import plotly
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from bnviz.ui.live_panel import live_panel


def page() -> None:
    """A page with three panels; the query parameter `n` says how many points the first has."""
    import numpy as np
    import plotly.graph_objects as go
    import streamlit as st

    from bnviz.ui.live_panel import live_panel

    def figure(values: np.ndarray) -> go.Figure:
        layout = {
            "template": "none",
            "height": 120,
            "meta": {"alt": f"{values.size} points.", "min_width": 300},
        }
        return go.Figure({"data": [{"y": values}], "layout": layout})

    count = int(st.query_params["n"])
    figures = {
        "loss": figure(np.arange(count, dtype=np.float32)),
        "accuracy": figure(np.zeros(2, np.float32)),
        "spare": figure(np.zeros(3, np.float32)),
    }
    live_panel(figures, [["loss"], ["accuracy"]], key="panel")


def component(points: int):
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params["n"] = str(points)
    (element,) = app.run().main.children.values()
    return element.proto


def payload(points: int) -> dict:
    return json.loads(component(points).json)


def panels(points: int) -> dict[str, dict]:
    return {panel["name"]: panel for row in payload(points)["rows"] for panel in row}


def test_panels_come_in_rows_and_only_those_asked_for():
    assert [[panel["name"] for panel in row] for row in payload(4)["rows"]] == [["loss"], ["accuracy"]]


def test_a_panel_has_its_size_and_its_words_beside_the_figure():
    panel = panels(4)["loss"]
    assert (panel["height"], panel["min_width"], panel["alt"]) == (120, 300, "4 points.")


def test_the_figure_arrives_as_it_was_built():
    sent = go.Figure(json.loads(panels(4)["loss"]["figure"]))
    (values,) = (trace["y"] for trace in sent.to_dict()["data"])
    assert values["dtype"] == "f4"
    assert sent.layout.height == 120


def test_numbers_travel_as_bytes():
    few, many = (len(panels(points)["loss"]["figure"]) for points in (1000, 4000))
    assert (many - few) / 3000 == pytest.approx(np.float32().nbytes * 4 / 3, rel=0.01)


def test_only_what_changed_is_a_new_text():
    before, after = panels(4), panels(5)
    assert before["loss"]["figure"] != after["loss"]["figure"]
    assert before["accuracy"]["figure"] == after["accuracy"]["figure"]


def test_the_component_stays_the_same_from_tick_to_tick():
    assert component(4).id == component(5).id


def test_styles_reach_plotly_and_the_page():
    assert not component(4).isolate_styles


def test_plotly_is_the_installed_package_s_own():
    address = payload(4)["plotly"]
    assert address.startswith("/component/")
    assert (Path(plotly.__file__).parent / "package_data" / address.rsplit("/")[-1]).is_file()


def test_a_panel_without_a_figure_is_refused():
    with pytest.raises(ValueError, match=r"^rows: 'shift' has no figure; there are loss\.$"):
        live_panel({"loss": go.Figure()}, [["loss", "shift"]], key="panel")
