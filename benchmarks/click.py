"""From a click on Train to the first point of the figures: all of it, as a visitor's browser sees it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from benchmarks.figure import Figure
from benchmarks.setting import Setting
from bnviz.host import host
from tests.browser.chromium import FLAGS, found
from tests.browser.lab_page import POINTS, LabPage
from tests.browser.server import Server, running_app

CALM = 2.0  # seconds in which a page that has just opened comes to rest
CLICK = f"""() => new Promise(done => {{
    const clicked = performance.now();
    const look = () => ({POINTS})("accuracy").every(count => count > 0)
        ? done((performance.now() - clicked) / 1000)
        : requestAnimationFrame(look);
    document.querySelector(".st-key-train button").click();
    requestAnimationFrame(look);
}})"""
"""Presses Train, and waits for the frame with a first point of every arm; the seconds in between."""


def measure(setting: Setting) -> list[Figure]:
    """Seconds on the clock, the median; the browser, the server and the workers share the cores."""
    if found() is None:
        return [_figure(None, "no Chromium")]
    waits = first_points(setting.rounds)
    behind = f"{len(waits)} clicks in Chromium, slowest {max(waits):.2f} s; all on the same cores"
    return [_figure(float(np.median(waits)), behind)]


def _figure(seconds: float | None, behind: str) -> Figure:
    what = "from a click on Train to the first point on the screen"
    return Figure(what, seconds, 0.6, at_least=False, form="{:.2f} s", behind=behind)


def first_points(clicks: int) -> list[float]:
    """Of so many runs of the paper's experiment, each on a page of its own; the first does not count."""
    with (
        TemporaryDirectory() as folder,
        running_app(Path(folder), host().data_dir) as server,
        _browser() as browser,
    ):
        return [_first_point(browser, server, seed) for seed in range(clicks + 1)][1:]


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=[*FLAGS])
        try:
            yield browser
        finally:
            browser.close()


def _first_point(browser: Browser, server: Server, seed: int) -> float:
    with browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True) as context:
        lab = LabPage(context.new_page(), server)
        lab.open(f"preset=paper-figure-1&seed={seed}")
        time.sleep(CALM)
        seconds: float = lab.page.evaluate(CLICK)
        lab.stop.click()
        lab.expect_state("stopped")
        return seconds
