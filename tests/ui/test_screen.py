"""What a page is shown on is in its link, and no link is left without an answer."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.ui.screen import Screen, screen_of, screen_query, screen_refusals

screens = pytest.mark.parametrize("screen", Screen)


@screens
def test_a_link_brings_back_its_screen(screen: Screen) -> None:
    travelled = dict(parse_qsl(urlencode(screen_query(screen)), keep_blank_values=True))
    assert screen_of(travelled) is screen
    assert screen_refusals(travelled) == []


def test_a_plain_link_says_nothing_of_its_screen() -> None:
    assert screen_query(Screen.OWN) == {}


@given(st.text().filter(lambda text: text not in list(Screen)))
def test_an_unknown_view_is_answered_in_a_sentence_and_shows_the_whole_page(asked: str) -> None:
    (refusal,) = screen_refusals({"view": asked})
    assert screen_of({"view": asked}) is Screen.OWN
    assert refusal.startswith("view: ")
    assert refusal.endswith(" is not to be had: choose present or lesson.")
    assert refusal.isprintable()
    assert len(refusal) < 200
