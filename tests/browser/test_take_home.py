"""A run is taken home from its page, and its figures open without the app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import Visit

pytestmark = pytest.mark.browser


def test_a_run_is_downloaded_and_its_figures_open_from_the_disk(
    visit: Visit, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    lab = visit("width=8&steps=40&seed=71")
    lab.control("take_home").get_by_role("button").click()
    expect(lab.page.get_by_text("Once it has ended")).to_be_visible()
    lab.page.keyboard.press("Escape")
    lab.start_and_finish()
    lab.control("take_home").get_by_role("button").click()
    with lab.page.expect_download() as download:
        lab.control("download_run").get_by_role("button").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == f"bnviz-{lab.run_id}.zip"
    with ZipFile(file) as archive:
        archive.extractall(tmp_path)
    _opens(new_context().new_page(), tmp_path / file.stem / "figures.html")


def _opens(page: Page, file: Path) -> None:
    """Open the page of figures without the app, and save one of them as a drawing."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    expect(page.locator("figure .main-svg").first).to_be_visible()
    assert page.locator("figure").count() >= 10
    with page.expect_download() as drawing:
        page.get_by_role("button", name="Save as SVG").first.click()
    assert Path(drawing.value.path()).read_text(encoding="utf-8").startswith("<svg")
    assert errors == []
