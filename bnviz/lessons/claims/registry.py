"""All claims by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from bnviz.lessons.claims import (
    by_hand,
    covariate_shift,
    landscape,
    paper,
    presets,
    regularisation,
    sweeps,
    test_time,
    why,
)
from bnviz.lessons.claims.claim import Claim


def by_name(claims: Iterable[Claim]) -> Mapping[str, Claim]:
    """Claims by their names, in their order.

    Raises:
        ValueError: if two have the same name.
    """
    found: dict[str, Claim] = {}
    for claim in claims:
        if claim.name in found:
            raise ValueError(f"There are two claims named {claim.name!r}; each must have a name of its own.")
        found[claim.name] = claim
    return MappingProxyType(found)


_PAGES = (presets, by_hand, test_time, covariate_shift, sweeps, paper, regularisation, why, landscape)
CLAIMS = by_name(claim for page in _PAGES for claim in page.CLAIMS)


def chosen(beginnings: Sequence[str], brief: bool = False) -> list[Claim]:
    """The claims whose names begin with one of some texts, in their order; with none given, all.

    Args:
        beginnings: such as "why" or "lab/quick-look".
        brief: only those of the short check.

    Raises:
        LookupError: a text begins no name; it is the error's argument.
    """
    for text in beginnings:
        if not any(name.startswith(text) for name in CLAIMS):
            raise LookupError(text)
    wanted = tuple(beginnings) or ("",)
    return [claim for name, claim in CLAIMS.items() if name.startswith(wanted) and (claim.brief or not brief)]


def known(text: str) -> list[str]:
    """What there is to choose instead of a wrong name: its page's claims, or else the pages."""
    page = text.partition("/")[0]
    pages = list(dict.fromkeys(name.partition("/")[0] for name in CLAIMS))
    return [name for name in CLAIMS if name.startswith(f"{page}/")] if page in pages else pages
