"""What is sent to the browser for a board of formulas: its pages once, and its numbers at every tick."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

LARGE = 10_000  # bytes from which on Streamlit sends a message once, and then its hash


def page() -> None:
    """The query parameter `n` is the number in the only slot."""
    import streamlit as st

    from bnviz.lessons.formulas import notes, pages
    from bnviz.ui.formula_board import formula_board

    numbers = {"mu": n} if (n := st.query_params.get("n")) else {}
    formula_board(pages(), notes(), numbers, hint="Point at something.", key="board")


def sent(number: str | None) -> tuple[Any, Any]:
    """The messages of the board and of its numbers."""
    app = AppTest.from_function(page, default_timeout=30)
    if number is not None:
        app.query_params["n"] = number
    app.run()
    assert not app.exception
    board, numbers = (element.proto for element in app.main.children.values())
    return board, numbers


def test_the_board_is_the_same_whatever_its_numbers() -> None:
    assert sent("1.000")[0].SerializeToString() == sent("2.000")[0].SerializeToString()


def test_the_board_is_large_enough_to_be_sent_only_once() -> None:
    assert sent(None)[0].ByteSize() > LARGE


def test_the_numbers_are_small_and_alone_in_their_message() -> None:
    _, numbers = sent("1.000")
    assert json.loads(numbers.json) == {"board": "board", "numbers": {"mu": "1.000"}}
    assert numbers.ByteSize() < 1_000


def test_the_board_gets_its_pages_notes_and_hint() -> None:
    from bnviz.lessons.formulas import notes, pages

    data = json.loads(sent(None)[0].json)
    assert data["pages"] == [list(page) for page in pages()]
    assert (data["notes"], data["hint"], data["key"]) == (notes(), "Point at something.", "board")


@pytest.mark.parametrize("place", [0, 1])
def test_both_stay_the_same_component_from_tick_to_tick(place: int) -> None:
    assert sent("1.000")[place].id == sent(None)[place].id


def test_the_board_finds_its_numbers_in_the_page() -> None:
    """The board has styles of its own; what it looks for must not be hidden away with others."""
    board, numbers = sent(None)
    assert (board.isolate_styles, numbers.isolate_styles) == (True, False)
