"""A verdict counts the seeds, and says in words what was found."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bnviz.language import speaking
from bnviz.lessons.claims.verdict import shown

from .claims import DENIED, LARGE, judged


@pytest.mark.parametrize(
    ("claim", "seeds", "held", "words", "as_expected"),
    [
        (LARGE, (2, 3), 2, "holds", True),
        (LARGE, (1, 2, 3), 2, "fails", False),
        (DENIED, (0, 1), 0, "does not hold here", True),
        (DENIED, (1, 2), 1, "does not hold here", True),
        (DENIED, (2, 3), 2, "holds", False),
    ],
)
def test_a_claim_holds_if_it_does_for_every_seed(claim, seeds, held, words, as_expected) -> None:
    found = judged(claim, *seeds)
    assert (found.held, found.words, found.as_expected) == (held, words, as_expected)
    assert found.holds == (held == len(seeds))


def test_it_tells_where_its_values_are_from() -> None:
    found = judged(LARGE, 2, 3)
    assert (found.data, found.engine, found.place) == ("mnist-sample", "7", "page/section")
    assert [each.seed for each in found.seeds] == [2, 3]
    assert found.seeds[1].values == {"size": 3.0, "share": 0.3}
    assert found.measured == ("size 2, share 20 %", "size 3, share 30 %")


def test_what_is_the_same_for_all_seeds_is_told_once() -> None:
    assert judged(replace(LARGE, shows="always the same"), 2, 3).measured == ("always the same",)


def test_numbers_are_written_as_on_the_pages() -> None:
    claim = replace(LARGE, shows="{a:.1%} from {b:+.1f} to {c:.2f}, {d:.0e}, 3-5 of x-ray")
    text = shown(claim, {"a": 0.948, "b": -0.5, "c": math.nan, "d": 2e-16})
    assert text == "94.8 % from −0.5 to no number, 2e-16, 3-5 of x-ray"
    assert shown(replace(LARGE, shows="{a:.1%}"), {"a": math.nan}) == "no number"


def test_numbers_are_written_as_on_the_pages_of_another_language() -> None:
    claim = replace(LARGE, shows="{a:.1%} (± {b:.1%}) from {c:+.1%} to {d:.2f}")
    with speaking("ko"):
        text = shown(claim, {"a": 0.948, "b": 0.004, "c": -0.006, "d": math.nan})
    assert text == "94.8% (± 0.4%p) from −0.6%p to 수 아님"


def test_a_value_that_is_no_number_is_kept_as_none() -> None:
    claim = replace(LARGE, measure=lambda _: {"size": math.nan, "share": math.inf})
    found = judged(claim, 2)
    assert found.seeds[0].values == {"size": None, "share": None}
    assert not found.holds
