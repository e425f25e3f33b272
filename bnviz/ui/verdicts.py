"""What became of a page's claims when they were checked, as the recorded file has it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import streamlit as st

from bnviz.lessons.claims.record import DATA, recorded, seeds_in_words
from bnviz.lessons.claims.verdict import Verdict

NO_BREAK = "\u00a0"  # a space where no line ends


def show_verdicts_of(place: str) -> None:
    """An expander with the verdicts on all claims that are made in a section; nothing if there are none.

    Args:
        place: the section, such as "test_time/cures".
    """
    found = [verdict for verdict in _recorded() if verdict.place == place]
    if found:
        title = "**What we measured**, claim by claim"
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
        st.caption(f"Check it yourself, in a terminal: `python -m bnviz verify {names}`")


def _told(verdict: Verdict) -> str:
    mark = ":green[:material/check_circle:" if verdict.holds else ":orange[:material/cancel:"
    small = [f"Measured on {DATA[verdict.data]}", *_measured(verdict), f"Claimed by: {verdict.source}"]
    lines = [f"{mark} **{verdict.words}**] {verdict.says}", *(f":small[{line}]" for line in small)]
    return "  \n".join(lines).replace(" %", f"{NO_BREAK}%")


def _measured(verdict: Verdict) -> list[str]:
    """A line for each seed, or one for all if nothing differs."""
    if len(verdict.measured) == 1:
        return [f"{seeds_in_words(verdict)}: {verdict.measured[0]}"]
    return [f"seed {each.seed}: {each.measured}" for each in verdict.seeds]


@cache
def _recorded() -> tuple[Verdict, ...]:
    return tuple(recorded())
