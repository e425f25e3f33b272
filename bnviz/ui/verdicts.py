"""What became of a page's claims when they were checked, as the recorded file has it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import streamlit as st

from bnviz.language import ENGLISH, _, language
from bnviz.lessons.claims.record import DATA, recorded, seeds_in_words
from bnviz.lessons.claims.registry import CLAIMS
from bnviz.lessons.claims.verdict import Judged, Verdict, shown

NO_BREAK = "\u00a0"  # a space where no line ends


def show_verdicts_of(place: str) -> None:
    """An expander with the verdicts on all claims that are made in a section; nothing if there are none.

    Args:
        place: the section, such as "test_time/cures".
    """
    found = [verdict for verdict in _recorded() if verdict.place == place]
    if found:
        title = _("**What we measured**, claim by claim")
        with st.expander(title, icon=":material/science:", key=f"measured_{place}"):
            show_verdicts(found)


def show_verdict_on(name: str) -> None:
    """The verdict on one claim, if it is recorded."""
    show_verdicts([verdict for verdict in _recorded() if verdict.name == name])


def show_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Each claim with its verdict and what was measured, and how to check them oneself."""
    for verdict in verdicts:
        st.markdown(_told(verdict))
    if verdicts:
        names = " ".join(verdict.name for verdict in verdicts)
        command = f"`python -m bnviz verify {names}`"
        st.caption(_("Check it yourself, in a terminal: {command}").format(command=command))


def _told(verdict: Verdict) -> str:
    mark = ":green[:material/check_circle:" if verdict.holds else ":orange[:material/cancel:"
    measured_on = _("Measured on {data}").format(data=_(DATA[verdict.data]))
    claimed_by = _("Claimed by: {source}").format(source=_(verdict.source))
    small = [measured_on, *_measured(verdict), claimed_by]
    lines = [f"{mark} **{_(verdict.words)}**] {_(verdict.says)}", *(f":small[{line}]" for line in small)]
    return "  \n".join(lines).replace(" %", f"{NO_BREAK}%")


def _measured(verdict: Verdict) -> list[str]:
    """A line for each seed, or one for all if nothing differs."""
    if len(verdict.measured) == 1:
        return [f"{seeds_in_words(verdict)}: {_values(verdict, verdict.seeds[0])}"]
    seed = _("seed {seed}")
    return [f"{seed.format(seed=each.seed)}: {_values(verdict, each)}" for each in verdict.seeds]


def _values(verdict: Verdict, seed: Judged) -> str:
    """What was measured, as it is recorded, or anew in the reader's language if the claim is still known."""
    if language() == ENGLISH or verdict.name not in CLAIMS:
        return seed.measured
    values = {name: math.nan if value is None else value for name, value in seed.values.items()}
    return shown(CLAIMS[verdict.name], values)


@cache
def _recorded() -> tuple[Verdict, ...]:
    return tuple(recorded())
