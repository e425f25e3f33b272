"""Links from strangers: each part that cannot be had is named, the rest applied, and nothing executed."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from bnviz.fields import field
from bnviz.ui.address import read_address

from .conftest import Visit

pytestmark = pytest.mark.browser

MARKUP = ("a", "b", "strong", "img", "code", "script", "del", "table", ".katex", "span[style]")
WORD_JOINER = "\u2060"  # invisible; it may part what would become a link

MISTAKES = {
    "depth": "<b>99</b>",
    "activation": "[x](http://evil.example)",
    "run": "../../etc",
    "preset": "**bold** `code` $x^2$",
    "device": ":red[cuda] :smile: &amp; #1",
    "steps": "1e9",
    "learning_rate": "nan",
    "optimizer": "<img src=x onerror=alert(1)>",
    "seed": "http://evil.example",
    "input": "www.evil.example",
    "init_std": "me@evil.example",
    "nonsense": "~~struck~~ | a | b |",
    "<script>alert(1)</script>": "1",
}


def test_each_refused_part_is_named_and_the_rest_applied(visit: Visit) -> None:
    query = MISTAKES | {"width": "50"}
    expected = read_address(query, {"cpu": "CPU"}, lambda run_id: None)[1]
    assert len(expected) == len(MISTAKES)
    lab = visit(urlencode(query))
    expect(lab.refusals).to_have_count(len(MISTAKES))
    shown = [text.replace(WORD_JOINER, "") for text in lab.refusals.all_inner_texts()]
    assert shown == expected
    assert {tag: lab.refusals.locator(tag).count() for tag in MARKUP} == dict.fromkeys(MARKUP, 0)
    assert lab.shown(field("width")) == "50"
    assert lab.query == {"width": "50"}
    assert lab.exception.count() == 0


def test_the_refusals_are_gone_once_something_is_trained(visit: Visit) -> None:
    lab = visit("depth=0&seed=-1&width=8&steps=30")
    expect(lab.refusals).to_have_count(2)
    lab.start()
    expect(lab.refusals).to_have_count(0)
