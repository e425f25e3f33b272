"""Claims made up for tests, about nothing but a number."""

from __future__ import annotations

from dataclasses import replace

from bnviz.data import load
from bnviz.lessons.claims.claim import Claim, Evidence
from bnviz.lessons.claims.verdict import Verdict, verdict

LARGE = Claim(
    name="page/large",
    place="page/section",
    says="The seed is above 1.",
    source="nobody",
    measure=lambda evidence: {"size": float(evidence.seed), "share": evidence.seed / 10},
    holds=lambda found: found["size"] > 1,
    shows="size {size:.0f}, share {share:.0%}",
)
DENIED = replace(LARGE, name="page/denied", expected=False)


def judged(claim: Claim, *seeds: int) -> Verdict:
    """The claim's verdict, as if measured with these seeds."""
    digits = load("mnist-sample")
    return verdict(claim, [Evidence(seed, (), digits) for seed in seeds], "7")
