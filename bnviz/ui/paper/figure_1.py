"""Figure 1 of the paper, from our own run."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.accuracy import accuracy_figure
from bnviz.figures.lesson.unit_over_time import unit_figures
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.paper.drift import drifts
from bnviz.lessons.paper.plans import BN, PAPER_STEPS, PLAIN, QUICK_STEPS, figure_1
from bnviz.lessons.section import Section
from bnviz.ui.lesson_run import Trained, trained
from bnviz.ui.live_panel import live_panel
from bnviz.ui.picture import picture

KEY = "paper_figure_1"
LENGTHS = {PAPER_STEPS: "the paper’s", QUICK_STEPS: "a quick look"}
TITLES = {BN: "(c) With BN", PLAIN: "(b) Without BN"}


def draw(section: Section) -> None:
    """Draw the figure of the paper's layout, and our numbers in words."""
    st.markdown(section.say("network"))
    steps: int = st.segmented_control(
        "Steps",
        list(LENGTHS),
        default=PAPER_STEPS,
        required=True,
        format_func=lambda steps: f"{steps:,} ({LENGTHS[steps]})",
        key=f"{KEY}_steps",
        persist_state="session",
    )
    result = trained(figure_1(steps), key=KEY)
    if result is not None:
        unit = _unit(result)
        live_panel(_figures(result, unit), (("a", "b", "c"),), key=f"{KEY}_figures")
        st.markdown(_in_words(section, result))
    st.markdown(section.say("choice"))


def _unit(result: Trained) -> int:
    last = int(result.curves.units["unit"].max())
    return int(
        st.number_input(
            f"Unit of the last hidden layer, 1 to {last}",
            1,
            last,
            1,
            key=f"{KEY}_unit",
            width=240,
            help="The paper shows “one typical sigmoid” and does not say which. Try others.",
            persist_state="session",
        )
    )


def _figures(result: Trained, unit: int) -> dict[str, go.Figure]:
    experiment, curves = result.run.experiment, result.curves
    styles = picture((experiment, curves)).styles
    accuracy = accuracy_figure(curves.tests, styles, steps=experiment.steps)
    accuracy.layout.title.text = "(a) Test accuracy"
    accuracy.layout.height = 250
    with_bn, without = unit_figures(
        curves.units,
        styles,
        [f"{TITLES[arm]}: unit {unit}" for arm in (BN, PLAIN)],
        layer=experiment.depth,
        unit=unit,
        steps=experiment.steps,
    )
    return {"a": accuracy, "b": without, "c": with_bn}


def _in_words(section: Section, result: Trained) -> str:
    """What the figures show, in numbers."""
    outcome, experiment = result.outcome, result.run.experiment
    final, there = outcome.final(), outcome.steps_to(outcome.final()[PLAIN])
    moved = drifts(result.curves.layers, experiment.depth, len(experiment.arms))
    first = there[BN]
    return section.say(
        "measured",
        steps=f"{experiment.steps:,}",
        bn=per_cent(final[BN]),
        plain=per_cent(final[PLAIN]),
        there="never" if first is None else f"after {first:,} steps",
        median_bn=f"{moved[BN].median:.2f}",
        median_plain=f"{moved[PLAIN].median:.2f}",
        spread_bn=f"{moved[BN].spread:.1f}",
        spread_plain=f"{moved[PLAIN].spread:.1f}",
    )
