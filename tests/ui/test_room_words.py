"""What a room's strip and door say, and that text from outside stays text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bnviz.ui.observatory import PLACES
from bnviz.ui.room.guess import bars
from bnviz.ui.room.selection import Selection
from bnviz.ui.room.way_in import picture
from bnviz.views.views import VIEWS

NAMES = {"0": "BN", "1": "no BN", "same": "no difference"}


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(str))
def test_any_text_is_a_selection_or_none(text: str) -> None:
    assert isinstance(Selection.read(text), Selection)


def test_what_is_written_is_read_again() -> None:
    written = Selection(query={"run": "0123456789", "depth": "4"}, view="shift", unit=3, raw_shift=True)
    assert Selection.read(written.model_dump_json()) == written


@pytest.mark.parametrize(
    "odd",
    [
        {"view": "<b>"},
        {"place": "nowhere"},
        {"unit": -1},
        {"formula_layer": 10**9},
        {"raw_shift": "perhaps"},
        {"query": {"x": "y" * 257}},
        {"query": {str(number): "" for number in range(65)}},
    ],
)
def test_what_no_page_can_show_is_no_selection(odd: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Selection.model_validate(odd)


def test_every_view_and_place_can_be_shown() -> None:
    assert [Selection(view=view).view for view in VIEWS] == list(VIEWS)
    assert [Selection(place=place).place for place in PLACES] == list(PLACES)


def widths(html: str) -> list[float]:
    return [float(width) for width in re.findall(r"width: ([\d.]+)em", html)]


def test_bars_are_as_long_as_their_numbers() -> None:
    html = bars(NAMES, {"0": 12, "same": 3}, mine=None, right=None)
    assert re.findall(r"<b>(\d+)</b>", html) == ["12", "0", "3"]
    longest, none, shortest = widths(html)
    assert none == 0
    assert longest == 4 * shortest > 0


def test_bars_without_a_guess_have_no_length() -> None:
    assert widths(bars(NAMES, {}, mine=None, right=None)) == [0, 0, 0]


def test_bars_tell_the_visitor_s_own_guess_and_the_right_one() -> None:
    rows = bars(NAMES, {"0": 1, "1": 1}, mine="0", right="1").split("</div>")
    assert ["(your guess)" in row for row in rows[:3]] == [True, False, False]
    assert ["✓" in row for row in rows[:3]] == [False, True, False]


@pytest.mark.parametrize(
    "html",
    [
        lambda text: bars({"0": text, "1": "other"}, {}, None, None),
        lambda text: picture("K7TRN", text, "1rem"),
    ],
)
def test_text_is_never_markup(html: Callable[[str], str]) -> None:
    assert "<script" not in html('"><script>alert(1)</script>')


def test_the_picture_is_of_the_link() -> None:
    one, other = (picture("K7TRN", f"http://{host}/?room=K7TRN", "1rem") for host in "ab")
    assert one.split("alt=")[0] != other.split("alt=")[0]
