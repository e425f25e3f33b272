"""What became of a claim: each seed's values, and whether they bear it out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bnviz.language import N_, _
from bnviz.lessons.claims.claim import Claim, Evidence, Values

_POINTS = re.compile(r"([+−±] ?[\d.]+)%(?!p)")
"""A difference of two shares."""
_PER_CENT = re.compile(r"([\d.]+)%")
_MINUS = re.compile(r"(?<!\w)-(?=[\d.])")
_NO_NUMBER = re.compile(r"\bnan\b%?")


class Judged(NamedTuple):
    """One seed's part of a verdict.

    Attributes:
        seed: of everything random.
        holds: whether the claim is true of it.
        measured: the values as a text.
        values: the values; None for one that is no number.
    """

    seed: int
    holds: bool
    measured: str
    values: Mapping[str, float | None]


@dataclass(frozen=True)
class Verdict:
    """A claim, and what was found: all that a page, a table or a file tells of it.

    Attributes:
        name: the claim's.
        place: where it is said.
        says: the claim.
        source: who claims it.
        expected: whether the claim is expected to hold.
        data: the name of the data set.
        engine: the version of the training code.
        seeds: each seed's part.
    """

    name: str
    place: str
    says: str
    source: str
    expected: bool
    data: str
    engine: str
    seeds: tuple[Judged, ...]

    @property
    def held(self) -> int:
        """How many seeds it holds for."""
        return sum(each.holds for each in self.seeds)

    @property
    def holds(self) -> bool:
        """Whether it holds for every seed."""
        return self.held == len(self.seeds)

    @property
    def as_expected(self) -> bool:
        """Whether it came out as the pages tell it."""
        return self.holds == self.expected

    @property
    def words(self) -> str:
        """The verdict in a word or a few, in English."""
        if self.holds:
            return N_("holds")
        return N_("fails") if self.expected else N_("does not hold here")

    @property
    def measured(self) -> tuple[str, ...]:
        """The values of each seed as a text, or one text if all are the same."""
        texts = tuple(each.measured for each in self.seeds)
        return texts[:1] if len(set(texts)) == 1 else texts


def verdict(claim: Claim, evidence: Iterable[Evidence], engine: str) -> Verdict:
    """Measure and judge a claim.

    Args:
        claim: what is said.
        evidence: of each seed, at least one.
        engine: the version of the training code.
    """
    given = list(evidence)
    return Verdict(
        claim.name,
        claim.place,
        claim.says,
        claim.source,
        claim.expected,
        given[0].digits.name,
        engine,
        tuple(_judged(claim, each) for each in given),
    )


def shown(claim: Claim, values: Values) -> str:
    """The values as the pages write numbers: "94.8 %", "−0.5", "+0.6 points"; "no number" for NaN."""
    text = _MINUS.sub("−", _(claim.shows).format(**values))
    text = _POINTS.sub(lambda found: _("{number} points").format(number=found[1]), text)
    text = _PER_CENT.sub(lambda found: _("{number} %").format(number=found[1]), text)
    return _NO_NUMBER.sub(_("no number"), text)


def _judged(claim: Claim, evidence: Evidence) -> Judged:
    values = claim.measure(evidence)
    plain = {name: float(value) if math.isfinite(value) else None for name, value in values.items()}
    return Judged(evidence.seed, bool(claim.holds(values)), shown(claim, values), plain)
