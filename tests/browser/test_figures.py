"""The live panel's script, in a page with nothing else: the time bar's cursor, clicks, and what is drawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

import bnviz.ui.live_panel

SCRIPTS = Path(bnviz.ui.live_panel.__file__).parent
LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
HTML = """<link rel="stylesheet" href="/panel.css"><div class="live-panel" data-draws="0"></div>
<script type="module">
  import run from "./panel.js";
  window.told = [];
  window.show = (data) => run({
    data: { plotly: "/plotly.min.js", ...data },
    parentElement: document.body,
    setTriggerValue: (event, value) => told.push([event, value]),
  });
</script>"""
PLOT = "document.querySelector('[data-panel={}] .js-plotly-plot')"
LINE = {"x": [*range(0, 101, 10)], "y": [*range(11)]}
PAST_A_DOUBLE_CLICK = 500  # milliseconds


def panel(name: str, **more: Any) -> dict[str, Any]:
    """Two plots beside each other, layers 1 and 2, each with a straight line from (0, 0) to (100, 10)."""
    figure = {
        "data": [
            {**LINE, "meta": {"layer": 1}},
            {
                "x": [*range(0, 101, 10)],
                "y": [*range(11)],
                "meta": {"layer": 2},
                "xaxis": "x2",
                "yaxis": "y2",
            },
        ],
        "layout": {
            "grid": {"rows": 1, "columns": 2, "pattern": "independent"},
            "hovermode": "x unified",
            "uirevision": "kept",
        },
    }
    size = {"alt": "", "height": 300, "min_width": 0}
    return {"name": name, **size, "figure": json.dumps(figure), **more}


class Board:
    """A page with a board, whose server and time bar are the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.route("http://board.test/**", _answer)
        page.goto("http://board.test/")
        page.wait_for_function("Boolean(window.show)")

    def show(self, *panels: dict[str, Any], picks: bool = True) -> None:
        data = {"rows": [[panel] for panel in panels], "picks": picks, "words": bnviz.ui.live_panel.words()}
        self.page.evaluate("data => show(data)", data)

    def show_and_wait(self, *panels: dict[str, Any], picks: bool = True) -> None:
        draws = int(self.draws())
        self.show(*panels, picks=picks)
        expect(self.page.locator(".live-panel")).not_to_have_attribute("data-draws", str(draws))

    def draws(self) -> str:
        return self.page.locator(".live-panel").get_attribute("data-draws") or ""

    def point(self, step: int | None) -> None:
        self.page.evaluate(
            "detail => document.dispatchEvent(new CustomEvent('bnviz:step', { detail }))", step
        )

    def cursors(self, name: str) -> list[float]:
        """How far from the left of the figure each cursor is."""
        lines = f"[...document.querySelectorAll('[data-panel={name}] .cursor i:not([hidden])')]"
        left = f"{PLOT.format(name)}.getBoundingClientRect().left"
        return self.page.evaluate(f"{lines}.map((line) => line.getBoundingClientRect().left - {left})")

    def places(self, name: str, step: float) -> list[float]:
        """Where plotly draws the step, in each plot."""
        axes = f"[{PLOT.format(name)}._fullLayout.xaxis, {PLOT.format(name)}._fullLayout.xaxis2]"
        return self.page.evaluate(f"{axes}.map((axis) => axis._offset + axis.c2p({step}))")

    def spot(self, plot: int, across: float, down: float) -> tuple[float, float]:
        box = self.page.locator(".nsewdrag").nth(plot).bounding_box()
        assert box
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def click(self, plot: int, across: float, down: float, **more: Any) -> None:
        self.page.mouse.move(*self.spot(plot, across, down))
        self.page.wait_for_timeout(100)
        self.page.mouse.click(*self.spot(plot, across, down), **more)
        self.page.wait_for_timeout(PAST_A_DOUBLE_CLICK)

    def zoom(self) -> None:
        self.page.mouse.move(*self.spot(0, 0.5, 0.2))
        self.page.mouse.down()
        self.page.mouse.move(*self.spot(0, 0.9, 0.8), steps=4)
        self.page.mouse.up()
        self.page.wait_for_timeout(PAST_A_DOUBLE_CLICK)

    @property
    def told(self) -> list[Any]:
        return self.page.evaluate("told")


def _answer(route: Route) -> None:
    name = route.request.url.rpartition("/")[-1]
    files = {"": None, "panel.css": SCRIPTS / name, "plotly.min.js": LIBRARY}
    if name:
        route.fulfill(path=files.get(name) or SCRIPTS / "browser" / name)
    else:
        route.fulfill(body=HTML, content_type="text/html")


@pytest.fixture
def board(new_context: Callable[..., BrowserContext]) -> Board:
    return Board(new_context(viewport={"width": 1000, "height": 800}).new_page())


def test_the_cursor_stands_at_the_step_in_every_plot(board: Board) -> None:
    board.show_and_wait(panel("one", steps=True))
    drawn = board.draws()
    board.point(30)
    assert board.cursors("one") == pytest.approx(board.places("one", 30), abs=1)
    board.point(70)
    assert board.cursors("one") == pytest.approx(board.places("one", 70), abs=1)
    board.point(None)
    assert board.cursors("one") == []
    assert board.draws() == drawn


def test_a_figure_that_is_not_over_steps_has_none(board: Board) -> None:
    board.show_and_wait(panel("one"))
    board.point(30)
    assert board.cursors("one") == []


def test_the_cursor_follows_a_zoom_and_leaves_with_its_step(board: Board) -> None:
    board.show_and_wait(panel("one", steps=True))
    board.point(70)
    board.zoom()
    assert board.cursors("one") == pytest.approx(board.places("one", 70), abs=1)
    board.point(10)
    assert board.cursors("one") == pytest.approx(board.places("one", 10)[1:], abs=1)


def test_a_figure_that_comes_later_has_the_cursor_too(board: Board) -> None:
    board.show_and_wait(panel("one", steps=True))
    board.point(30)
    board.show_and_wait(panel("one", steps=True), panel("two", steps=True))
    assert board.cursors("two") == pytest.approx(board.places("two", 30), abs=1)


def test_figures_that_stay_keep_their_zoom_when_others_come(board: Board) -> None:
    board.show_and_wait(panel("one", steps=True))
    board.zoom()
    kept = board.places("one", 70)
    board.show_and_wait(panel("two"), panel("one", steps=True))
    assert board.places("one", 70) == kept


def test_a_click_tells_step_and_layer_of_the_point(board: Board) -> None:
    board.show_and_wait(panel("one", steps=True))
    board.click(1, *_at(70))
    assert board.told == [["pick", {"panel": "one", "step": 70, "layer": 2, "cell": None}]]


def test_a_figure_that_is_not_over_steps_tells_the_layer_only(board: Board) -> None:
    board.show_and_wait(panel("one"))
    board.click(0, *_at(70))
    assert board.told == [["pick", {"panel": "one", "step": None, "layer": 1, "cell": None}]]


def test_a_trace_over_the_layers_tells_its_y_value(board: Board) -> None:
    heat = {"type": "heatmap", "x": [0, 10], "y": [1, 2], "z": [[1, 2], [3, 4]], "meta": {"layer": "y"}}
    board.show_and_wait(panel("one", steps=True, figure=json.dumps({"data": [heat], "layout": {}})))
    board.click(0, 0.75, 0.25)
    assert board.told == [["pick", {"panel": "one", "step": 10, "layer": 2, "cell": None}]]


def test_a_cell_of_a_map_tells_its_column_and_row(board: Board) -> None:
    heat = {"type": "heatmap", "x": [0, 1], "y": [0, 1], "z": [[1, 2], [3, 4]], "meta": {"cells": True}}
    board.show_and_wait(panel("one", figure=json.dumps({"data": [heat], "layout": {}})))
    board.click(0, 0.75, 0.25)
    assert board.told == [["pick", {"panel": "one", "step": None, "layer": None, "cell": [1, 1]}]]


def test_of_two_curves_the_one_closest_to_the_mouse_is_meant(board: Board) -> None:
    lines = [{"x": [0, 1, 2], "y": [y] * 3, "meta": {"layer": y}} for y in (1, 2, 3)]
    layout = {"hovermode": "x unified", "yaxis": {"range": [0, 4]}}
    board.show_and_wait(panel("one", figure=json.dumps({"data": lines, "layout": layout})))
    board.click(0, 0.5, 0.27)
    assert board.told == [["pick", {"panel": "one", "step": None, "layer": 3, "cell": None}]]


def test_neither_a_zoom_nor_its_undoing_is_a_click(board: Board) -> None:
    board.show_and_wait(panel("one", steps=True))
    whole = board.places("one", 70)
    board.zoom()
    assert board.places("one", 70) != whole
    board.click(0, 0.5, 0.5, click_count=2, delay=20)
    assert board.places("one", 70) == whole
    assert board.told == []


def test_a_tap_is_one_click(new_context: Callable[..., BrowserContext]) -> None:
    phone = new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    board = Board(phone.new_page())
    board.show_and_wait(panel("one", steps=True))
    board.page.touchscreen.tap(*board.spot(0, *_at(70)))
    board.page.wait_for_timeout(PAST_A_DOUBLE_CLICK)
    assert board.told == [["pick", {"panel": "one", "step": 70, "layer": 1, "cell": None}]]


def test_where_nobody_listens_a_click_tells_nothing(board: Board) -> None:
    board.show_and_wait(panel("one", steps=True), picks=False)
    board.click(0, *_at(70))
    assert board.told == []


def test_a_figure_is_drawn_when_it_comes_near_the_screen(board: Board) -> None:
    board.show_and_wait(panel("near"), panel("far", height=2000), panel("farthest"))
    farthest = board.page.locator("[data-panel=farthest]")
    expect(farthest.locator(".main-svg")).to_have_count(0)
    farthest.scroll_into_view_if_needed()
    expect(farthest.locator(".main-svg")).not_to_have_count(0)


def _at(step: int) -> tuple[float, float]:
    """Where the line of `panel` is at a step, as shares of its plot from the left and from the top."""
    return step / 100, (1 - step / 100) * 0.9 + 0.05
