"""The Training lab in one visitor's browser: what can be seen on it, and what can be done with it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from bnviz.fields import SettingField
from bnviz.runs.store import Store

from .server import Server

PATIENCE = 60_000  # milliseconds; only a broken page needs them

PLOT = "document.querySelector(`[data-panel=${panel}] .js-plotly-plot`)"
DRAWS = "Number(document.querySelector('.live-panel')?.dataset.draws ?? 0)"
# Of a browser that has had the lab's tour, so that it does not open by itself.
TOUR_SEEN = "try { localStorage.setItem('bnviz:tour', 'seen') } catch { /* a frame that may keep nothing */ }"
# A step of a replay is on the page for a fifth of a second, too short to be sure to be there when one looks.
NOTE_STEPS = """slider => {
    window.noted = [];
    const note = () => noted.push(slider.getAttribute("aria-valuetext"));
    new MutationObserver(note).observe(slider, { attributeFilter: ["aria-valuetext"] });
}"""
# Of each curve with a name how many points can be seen; plotly.js keeps the typed arrays it decoded aside.
POINTS = f"""panel => ({PLOT}?.data ?? [])
    .filter(curve => curve.name && curve.mode.startsWith("lines"))
    .map(({{y}}) => [...(y._inputArray ?? y)].filter(Number.isFinite).length)"""


class LabPage:
    """A tab with the lab."""

    def __init__(self, page: Page, server: Server) -> None:
        page.set_default_timeout(PATIENCE)
        self.page, self.server = page, server
        self.train, self.stop, self.reset = map(self._button, ("train", "stop", "reset"))
        self.status = page.get_by_test_id("stProgress")
        self.refusals = page.get_by_role("alert").get_by_role("listitem")
        self.exception = page.get_by_test_id("stException")
        self.time = page.locator(".st-key-time_bar")
        self.slider = self.time.get_by_role("slider")
        self.formulas = page.locator(".st-key-formulas")

    def open(self, query: str = "") -> None:
        """Go to the link of `query` and wait for the whole page."""
        self.page.goto(f"{self.server.address}/?{query}")
        self.wait_until_drawn()

    def wait_until_drawn(self) -> None:
        self.page.wait_for_function(f"{DRAWS} > 0")
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def start(self) -> None:
        """Press Train and wait for the first points."""
        self.train.click()
        self.wait_for_points()

    def start_and_finish(self) -> None:
        """Press Train and wait for the result, and until all of the page has it."""
        self.start()
        self.expect_state("done")
        self.wait_until_idle()
        expect(self.slider).to_be_enabled()

    def choose(self, name: str, label: str) -> None:
        """Pick an option of a select box."""
        self.control(name).get_by_role("combobox").click()
        self.page.get_by_role("option", name=label, exact=True).click()

    def look_at(self, view: str) -> None:
        """Choose a view by its title."""
        self.page.get_by_role("radiogroup", name="View").get_by_role("radio", name=view).click()

    def go_to(self, title: str) -> None:
        """Go to a page that the menu has under About."""
        self.page.get_by_test_id("stTopNavSection").filter(has_text="About").click()
        self.page.get_by_role("menuitem", name=title).click()

    def expect_step(self, step: str) -> None:
        """Wait until the page shows the step, and says so where its numbers are."""
        expect(self.slider).to_have_attribute("aria-valuetext", f"step {step}")
        expect(self.page.get_by_role("heading", name="Batch Normalization")).to_contain_text(f"step {step}")

    def note_steps(self) -> None:
        """From now on, note each step that the time bar shows."""
        self.slider.evaluate(NOTE_STEPS)

    def noted_steps(self) -> list[str]:
        """The steps that the time bar has shown, in order, each once."""
        return list(dict.fromkeys(self.page.evaluate("noted")))

    def abandon(self) -> None:
        """Have the shown run stopped, if there is one."""
        if self.run_id:
            store = Store(self.server.database)
            store.steering(None).request_stop(self.run_id)
            store.close()

    @property
    def query(self) -> dict[str, str]:
        """What the address says."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def run_id(self) -> str | None:
        return self.query.get("run")

    def expect_query(self, **parts: str) -> None:
        """Wait until the address says this."""
        for name, value in parts.items():
            self.page.wait_for_url(re.compile(rf"[?&]{name}={re.escape(value)}(&|$)"))

    def expect_state(self, state: str) -> None:
        expect(self.status).to_contain_text(state)

    def _button(self, name: str) -> Locator:
        return self.control(name).get_by_role("button")  # by key: Streamlit shows a Stop of its own at times

    def control(self, name: str) -> Locator:
        """The widget of a setting, or another that has a key."""
        return self.page.locator(f".st-key-{name}")

    def shown(self, setting: SettingField) -> str:
        """The value of a setting as its widget shows it."""
        widget = self.control(setting.name)
        if widget.get_by_role("radiogroup").count():
            return widget.get_by_role("radio", checked=True).inner_text()
        if widget.get_by_role("slider").count():
            return widget.get_by_test_id("stSliderThumbValue").inner_text()
        return widget.locator("input").input_value()

    def panel(self, name: str) -> Locator:
        return self.page.locator(f"[data-panel={name}]")

    def points(self, panel: str) -> list[int]:
        """How many points each arm's curve has."""
        counts: list[int] = self.page.evaluate(POINTS, panel)
        return counts

    def wait_for_points(self) -> None:
        """Wait until every curve of loss and accuracy has more than one point, so that there is a line."""
        for panel in ("loss", "accuracy"):
            self._wait_for_counts(panel, "count > 1")

    def wait_until_empty(self) -> None:
        """Wait until no curve of the loss has a point."""
        self._wait_for_counts("loss", "count === 0")

    def _wait_for_counts(self, panel: str, condition: str) -> None:
        counts = f"({POINTS})(panel)"
        self.page.wait_for_function(
            f"panel => {counts}.length > 0 && {counts}.every(count => {condition})", arg=panel
        )

    def draws(self) -> int:
        """How often anything was redrawn since the page was opened."""
        count: int = self.page.evaluate(DRAWS)
        return count

    def wait_for_draws(self, more: int) -> None:
        """Wait until the figures have been redrawn `more` times from now."""
        self.page.wait_for_function(f"count => {DRAWS} >= count", arg=self.draws() + more)

    def layout(self, panel: str, key: str) -> Any:
        """What a figure has now under a key such as "xaxis.range"."""
        look = f"([panel, key]) => key.split('.').reduce((part, step) => part[step], {PLOT}._fullLayout)"
        return self.page.evaluate(look, [panel, key])
