"""What the pages tell of their claims is what was recorded, and that is what the claims say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bnviz.lessons.claims.record import (
    DOCUMENT,
    as_document,
    merged,
    recorded,
    seeds_in_words,
    write,
)
from bnviz.lessons.claims.registry import CLAIMS
from bnviz.lessons.claims.verdict import shown
from bnviz.training import ENGINE_VERSION

from .claims import DENIED, LARGE, judged

AGAIN = "run: python -m bnviz verify --record"


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = [judged(LARGE, 1, 2), judged(DENIED, 3)]
    write(found, tmp_path / "recorded.json", tmp_path / "claims.md")
    assert recorded(tmp_path / "recorded.json") == found
    assert (tmp_path / "claims.md").read_text("utf-8") == as_document(found)


def test_without_a_file_nothing_is_recorded(tmp_path: Path) -> None:
    assert recorded(tmp_path / "none.json") == []


def test_new_verdicts_take_the_place_of_old_ones_in_the_order_of_the_claims() -> None:
    old, new, other = judged(LARGE, 1), judged(LARGE, 2), judged(DENIED, 1)
    gone = replace(old, name="page/gone")
    assert merged([old, gone], [other, new], ["page/denied", "page/large", "page/later"]) == [other, new]
    assert merged([old, other], [], ["page/large", "page/denied"]) == [old, other]


def test_the_document_has_a_row_for_each_claim() -> None:
    text = as_document([replace(judged(LARGE, 1, 2, 3), says="a | b"), judged(DENIED, 1)])
    rows = re.findall(r"^\| `page/.*$", text, re.MULTILINE)
    assert len(rows) == 2
    assert r"a \| b" in rows[0]
    assert "size 1, share 10 % / size 2, share 20 % / size 3, share 30 %" in rows[0]
    assert "the 5,000-digit sample, seeds 1–3" in rows[0]
    assert "**fails**, 2 of 3" in rows[0]
    assert "**does not hold here**, 0 of 1" in rows[1]


@pytest.mark.parametrize(
    ("seeds", "words"),
    [((4,), "seed 4"), ((1, 2, 3), "seeds 1–3"), ((1, 3), "seeds 1, 3"), ((1, 2), "seeds 1, 2")],
)
def test_seeds_in_words(seeds: tuple[int, ...], words: str) -> None:
    assert seeds_in_words(judged(LARGE, *seeds)) == words


def test_every_claim_is_recorded_as_it_is_said_now() -> None:
    """A claim that was added or changed since is found out."""
    said = [(c.name, c.place, c.says, c.source, c.expected, tuple(c.seeds)) for c in CLAIMS.values()]
    found = [
        (v.name, v.place, v.says, v.source, v.expected, tuple(each.seed for each in v.seeds))
        for v in recorded()
    ]
    assert found == said, AGAIN


def test_what_is_recorded_came_out_as_expected_on_full_mnist_with_this_engine() -> None:
    assert [verdict.name for verdict in recorded() if not verdict.as_expected] == []
    assert {(verdict.data, verdict.engine) for verdict in recorded()} == {("mnist", ENGINE_VERSION)}, AGAIN


def test_recorded_values_are_judged_and_shown_as_the_claims_do_now() -> None:
    """A bound or a format that was changed since is found out."""
    for verdict in recorded():
        claim = CLAIMS[verdict.name]
        for each in verdict.seeds:
            if None not in each.values.values():
                found = claim.holds(each.values), shown(claim, each.values)
                assert found == (each.holds, each.measured), f"{verdict.name}: {AGAIN}"


def test_the_document_is_what_is_recorded() -> None:
    assert DOCUMENT.read_text("utf-8") == as_document(recorded()), AGAIN
