"""A Korean reader's visit: greeted in Korean, and in English at a press, on the page they are on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .lab_page import PATIENCE
from .server import Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 390])
def test_a_page_speaks_the_browsers_language_until_another_is_chosen(
    browser: Browser, server: Server, width: int
) -> None:
    context = browser.new_context(
        locale="ko-KR", bypass_csp=True, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.address}/by_hand?section=bias")
    expect(page.get_by_role("heading", name="배치 정규화를 넣은 층에")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert "language" not in page.url
    page.get_by_role("button", name="English", exact=True).click()
    expect(page.get_by_role("heading", name="Does a layer")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.wait_for_url("**language=en**")
    page.reload()
    expect(page.get_by_role("heading", name="Does a layer")).to_be_visible()
    context.close()
