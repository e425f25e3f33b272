from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from bnviz.ui import live_panel as package
from bnviz.ui.delivery import packed
from bnviz.ui.live_panel import Pick, live_panel


def page() -> None:
    """A page with three panels; the query parameter `n` says how many points the first has."""
    import numpy as np
    import plotly.graph_objects as go
    import streamlit as st

    from bnviz.ui.live_panel import live_panel, picked

    def figure(values: np.ndarray) -> go.Figure:
        layout = {
            "template": "none",
            "height": 120,
            "meta": {"alt": f"{values.size} points.", "min_width": 300},
        }
        return go.Figure({"data": [{"y": values}], "layout": layout})

    def note() -> None:
        st.session_state["noted"].append(picked("panel"))

    st.session_state.setdefault("noted", [])
    count = int(st.query_params["n"])
    figures = {
        "loss": figure(np.arange(count, dtype=np.float32)),
        "accuracy": figure(np.zeros(2, np.float32)),
        "spare": figure(np.zeros(3, np.float32)),
    }
    on_pick = note if "picks" in st.query_params else None
    live_panel(figures, [["loss"], ["accuracy"]], key="panel", on_pick=on_pick)


def opened(points: int = 4, **query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    app.query_params.update(n=str(points), **query)
    app.run()
    assert not app.exception
    return app


def component(app: AppTest) -> Any:
    (element,) = app.main.children.values()
    return element.proto


def unpacked(message: bytes) -> dict[str, Any]:
    return json.loads(zlib.decompress(message))


def payload(points: int = 4, **query: str) -> dict[str, Any]:
    return unpacked(component(opened(points, **query)).bytes)["data"]


def panels(points: int) -> dict[str, dict[str, Any]]:
    return {panel["name"]: panel for row in payload(points)["rows"] for panel in row}


def say(app: AppTest, event: str, value: Any) -> AppTest:
    """What the script of a page's only component does with `setTriggerValue(event, value)`."""
    states = app._tree.get_widget_states()
    states.widgets.add(
        id=f"$$STREAMLIT_INTERNAL_KEY_{component(app).id}__events",
        json_trigger_value=json.dumps([{"event": event, "value": value}]),
    )
    app._run(states)
    assert not app.exception
    return app


def test_panels_come_in_rows_and_only_those_asked_for():
    assert [[panel["name"] for panel in row] for row in payload()["rows"]] == [["loss"], ["accuracy"]]


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


def test_the_same_figures_are_the_same_message():
    """Streamlit sends a large message that the browser has as a reference."""
    assert component(opened(4)).bytes == component(opened(4)).bytes


def test_an_array_that_is_repeated_costs_next_to_nothing():
    steps = np.random.default_rng(0).random(400, np.float32)

    def weight(traces: int) -> int:
        layout = {"height": 120, "meta": {"alt": "", "min_width": 0}}
        figure = go.Figure({"data": [{"x": steps}] * traces, "layout": layout})
        return len(package._payload({"one": figure}, [["one"]], picks=False))

    assert weight(1) > steps.nbytes
    assert weight(10) < 1.2 * weight(1)


def test_the_script_does_not_travel_with_every_message():
    sent = component(opened(4))
    script = Path(package.__file__).parent / "browser" / "panel.js"
    assert len(sent.js_content) < len(script.read_text()) / 4
    address = unpacked(sent.bytes)["script"]
    assert address.startswith("/component/")
    assert address.endswith(f"/{script.name}")


def test_another_version_of_a_script_has_another_address(tmp_path: Path):
    def address(version: str, neighbour: str) -> str:
        folder = tmp_path / (version + neighbour)
        folder.mkdir()
        (folder / "main.js").write_text(version)
        (folder / "part.js").write_text(neighbour)
        return unpacked(packed(folder / "main.js", {}))["script"]

    assert len({address("1", "1"), address("2", "1"), address("1", "2")}) == 3


def test_the_component_stays_the_same_from_tick_to_tick():
    assert component(opened(4)).id == component(opened(5)).id


def test_styles_reach_plotly_and_the_page():
    assert not component(opened(4)).isolate_styles


def test_plotly_is_the_installed_package_s_own():
    address = payload()["plotly"]
    assert address.startswith("/component/")
    assert plotly.__version__ in address
    assert (Path(plotly.__file__).parent / "package_data" / address.rsplit("/")[-1]).is_file()


def test_a_panel_without_a_figure_is_refused():
    with pytest.raises(ValueError, match=r"^rows: 'shift' has no figure; there are loss\.$"):
        live_panel({"loss": go.Figure()}, [["loss", "shift"]], key="panel")


def noted(app: AppTest) -> list[Pick | None]:
    """What `picked` said each time that `on_pick` was called."""
    return app.session_state["noted"]


@pytest.mark.parametrize(("step", "layer"), [(120, None), (None, 3), (0, 1)])
def test_a_click_is_told_once(step: int | None, layer: int | None):
    app = say(opened(picks="yes"), "pick", {"panel": "loss", "step": step, "layer": layer})
    assert noted(app) == [Pick("loss", step, layer)]
    assert noted(app.run()) == [Pick("loss", step, layer)]


@pytest.mark.parametrize(
    "said",
    [
        None,
        "loss",
        [1, 2],
        {},
        {"panel": "spare", "step": 1, "layer": 1},
        {"panel": ["loss"], "step": 1, "layer": 1},
        {"panel": "loss", "step": -1, "layer": 1},
        {"panel": "loss", "step": 1, "layer": 0},
        {"panel": "loss", "step": 1.5, "layer": 1},
        {"panel": "loss", "step": True, "layer": 1},
        {"panel": "loss", "step": 1, "layer": "2"},
        {"panel": "loss", "cell": [1, -1]},
        {"panel": "loss", "cell": [1]},
        {"panel": "loss", "cell": [1, 2.5]},
        {"panel": "loss", "cell": "12"},
    ],
)
def test_a_click_that_makes_no_sense_is_none(said: Any):
    assert noted(say(opened(picks="yes"), "pick", said)) == [None]


def test_a_click_on_a_map_tells_its_cell() -> None:
    said = {"panel": "loss", "step": None, "layer": None, "cell": [3, 0]}
    assert noted(say(opened(picks="yes"), "pick", said)) == [Pick("loss", None, None, (3, 0))]


def test_clicks_are_wanted_only_where_someone_listens():
    assert payload(picks="yes")["picks"]
    assert not payload()["picks"]
    assert noted(say(opened(), "pick", {"panel": "loss", "step": 1, "layer": None})) == []
