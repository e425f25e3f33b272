"""The words on what waits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.runs.forecast.line import Line, Place
from bnviz.ui.waiting import about, ordinal, place_in, soon, why_it_waits

from .runs import a_run

SECONDS = {"s": 1, "min": 60, "h": 3_600}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "next"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_a_place_is_counted_as_one_says_it(number: int, words: str) -> None:
    assert ordinal(number) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "less than 1 s"),
        (3.8, "about 4 s"),
        (9.8, "about 10 s"),
        (21.0, "about 20 s"),
        (57.0, "about 55 s"),
        (59.0, "about 1 min"),
        (3_590.0, "about 1 h"),
        (5_400.0, "about 1.5 h"),
    ],
)
def test_a_time_is_told_in_round_figures(seconds: float, words: str) -> None:
    assert about(seconds) == words


@given(st.floats(1, 1e7))
def test_a_round_figure_is_near_the_time(seconds: float) -> None:
    number, unit = re.fullmatch(r"about ([\d,.]+) (s|min|h)", about(seconds)).groups()  # type: ignore[union-attr]
    assert float(number.replace(",", "")) * SECONDS[unit] == pytest.approx(seconds, rel=0.51)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "in a few seconds"),
        (7.0, "in a few seconds"),
        (20.0, "in under a minute"),
        (70.0, "in about 1 min"),
    ],
)
def test_a_wait_is_told_with_care(seconds: float, words: str) -> None:
    assert soon(seconds) == words


def test_a_run_that_was_never_trained_only_waits() -> None:
    assert why_it_waits(a_run()) == [":gray[◷] **waiting**"]


def test_a_run_whose_turn_is_over_says_so_and_where_it_goes_on() -> None:
    run = a_run(step=36, seconds=9.0, worker="worker")
    assert why_it_waits(run)[1] == "its turn is over; it goes on from step 36 of 3,000"


def test_a_run_that_was_paused_for_long_and_goes_on_had_no_turn_that_is_over() -> None:
    assert why_it_waits(a_run(step=36, seconds=9.0))[1] == "it goes on from step 36 of 3,000"


def test_a_lost_worker_is_the_reason_to_wait_again() -> None:
    words = why_it_waits(a_run(requeued=1, step=1_200))
    assert "its worker was lost; it goes on from here" in words
    assert "step 1,200 of 3,000" in words


def test_who_is_not_in_the_line_has_no_place() -> None:
    line = Line({"another": Place(1, 3.0)}, training=1)
    assert place_in(line, a_run()) == []
