"""The abstract, statement by statement: what the paper measured, what we did, and whether they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from bnviz.language import N_, _
from bnviz.lessons.claims.record import recorded
from bnviz.lessons.claims.verdict import Verdict
from bnviz.lessons.paper.abstract import STATEMENTS, Agreement, Statement, agreement, verdicts_of
from bnviz.lessons.section import Section
from bnviz.ui.verdicts import show_verdicts
from bnviz.ui.ways import way_to_section

MARKS: Mapping[Agreement, str] = {
    "agrees": N_(":green[:material/check_circle: our runs agree]"),
    "in part": N_(":orange[:material/contrast: our runs agree in part]"),
    "disagrees": N_(":orange[:material/cancel: our runs disagree]"),
    "not tested": N_(":gray[:material/block: cannot be tested here]"),
    "not measured yet": N_(":gray[:material/pending: not measured yet]"),
}
ALL, KEY = "all", "paper_abstract"
CHOICES: Mapping[str, str] = {
    ALL: N_("all"),
    "agrees": N_("agrees"),
    "in part": N_("in part"),
    "disagrees": N_("disagrees"),
    "not tested": N_("not tested"),
    "not measured yet": N_("not measured yet"),
}


def draw(section: Section) -> None:
    """Draw the statements, or those that came out in one way."""
    found = {each: verdicts_of(each, recorded()) for each in STATEMENTS}
    outcomes = {each: agreement(each, verdicts) for each, verdicts in found.items()}
    st.markdown(section.say("how"))
    wanted = _wanted(list(outcomes.values()))
    for statement, verdicts in found.items():
        if wanted in (ALL, outcomes[statement]):
            _show(section, statement, outcomes[statement], verdicts)


def _wanted(outcomes: Sequence[Agreement]) -> str:
    present = [each for each in MARKS if each in outcomes]
    chosen: str = st.pills(
        _("Show the statements that came out as"),
        [ALL, *present],
        default=ALL,
        required=True,
        format_func=lambda name: (
            f"{_(CHOICES[name])} ({len(outcomes) if name == ALL else outcomes.count(name)})"
        ),
        key=f"{KEY}_shown",
        persist_state="session",
    )
    return chosen if chosen in present else ALL


def _show(section: Section, statement: Statement, outcome: Agreement, verdicts: Sequence[Verdict]) -> None:
    with st.container(border=True):
        st.markdown(f"**{_(statement.title)}** · {_(MARKS[outcome])}\n\n{section.say(statement.name)}")
        show_verdicts(verdicts)
        way_to_section(statement.lesson, statement.section, _("See it"), key=f"{KEY}_{statement.name}")
