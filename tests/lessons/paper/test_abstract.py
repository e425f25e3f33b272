"""The statements of the abstract: they have words, a place, and claims that exist."""

from __future__ import annotations

import pytest

from bnviz.lessons.claims.registry import CLAIMS
from bnviz.lessons.claims.verdict import Judged, Verdict
from bnviz.lessons.paper.abstract import STATEMENTS, Statement, agreement, verdicts_of
from bnviz.lessons.section import section

STATEMENT = Statement("a", "A", "paper", "imagenet", ("one", "two"), ("other",))


def verdict(name: str, holds: bool) -> Verdict:
    return Verdict(name, "", "", "", True, "mnist", "3", (Judged(1, holds, "", {}),))


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.name)
def test_a_statement_has_words_a_place_and_claims(statement: Statement) -> None:
    assert statement.name in section("paper", "abstract").parts
    assert section(statement.lesson, statement.section).title
    assert set(statement.supported_by + statement.opposed_by) <= set(CLAIMS)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"one": True, "two": True, "other": False}, "agrees"),
        ({"one": True, "two": False}, "in part"),
        ({"one": True, "other": True}, "in part"),
        ({"one": False, "two": False, "other": True}, "disagrees"),
        ({"stranger": True}, "not measured yet"),
    ],
)
def test_claims_speak_for_it_or_against_it(held: dict[str, bool], expected: str) -> None:
    recorded = [verdict(name, holds) for name, holds in held.items()]
    assert agreement(STATEMENT, verdicts_of(STATEMENT, recorded)) == expected


def test_what_no_run_of_ours_can_show_is_not_tested() -> None:
    assert agreement(Statement("a", "A", "paper", "imagenet"), []) == "not tested"
