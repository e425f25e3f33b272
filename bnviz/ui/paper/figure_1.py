"""Figure 1 of the paper, from our own run."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.accuracy import accuracy_figure
from bnviz.figures.lesson.unit_over_time import unit_figures
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.paper.drift import drifts, unit_drifts
from bnviz.lessons.paper.plans import BN, PAPER_STEPS, PLAIN, QUICK_STEPS, figure_1
from bnviz.lessons.section import Section
from bnviz.runs.feed import Curves
from bnviz.runs.run import Run
from bnviz.ui.formula_panel import MOST_UNITS
from bnviz.ui.lesson_run import Trained, trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table
from bnviz.views.picture import picture

KEY = "paper_figure_1"
LENGTHS = {PAPER_STEPS: "the paper’s", QUICK_STEPS: "a quick look"}
TITLES = {BN: "(c) With BN", PLAIN: "(b) Without BN"}
HEAD = ("from step 100 on", "(b) without BN", "(c) with BN")


def draw(section: Section) -> None:
    """Draw the figure of the paper's layout, and our numbers in words."""
    st.markdown(section.say("network"))
    with st.container(horizontal=True, gap="medium"):
        experiment = figure_1(_steps())
        unit = _unit(min(MOST_UNITS, experiment.units))

    def show(now: Sequence[tuple[Run, Curves]]) -> None:
        live_panel(_figures(*now[-1], unit), (("a", "b", "c"),), key=f"{KEY}_figures")

    finished = trained_all([experiment], key=KEY, live=show)
    if finished:
        (result,) = finished
        show([(result.run, result.curves)])
        st.markdown(_in_words(section, result))
        _wandering(section, result, unit)
        st.markdown(section.say("choice"))


def _steps() -> int:
    steps: int = st.segmented_control(
        "Steps",
        list(LENGTHS),
        default=PAPER_STEPS,
        required=True,
        format_func=lambda steps: f"{steps:,} ({LENGTHS[steps]})",
        key=f"{KEY}_steps",
        persist_state="session",
    )
    return steps


def _unit(last: int) -> int:
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


def _figures(run: Run, curves: Curves, unit: int) -> dict[str, go.Figure]:
    experiment = run.experiment
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
    """What (a) shows, in numbers."""
    outcome, experiment = result.outcome, result.run.experiment
    final, there = outcome.final(), outcome.steps_to(outcome.final()[PLAIN])
    first = there[BN]
    return section.say(
        "measured",
        steps=f"{experiment.steps:,}",
        bn=per_cent(final[BN]),
        plain=per_cent(final[PLAIN]),
        there="never" if first is None else f"after {first:,} steps",
    )


def _wandering(section: Section, result: Trained, unit: int) -> None:
    """What (b) and (c) show, in numbers: of the unit, and of all units of its layer."""
    curves, layer, arms = result.curves, result.run.experiment.depth, len(result.run.experiment.arms)
    alone, pooled = unit_drifts(curves.units, layer, unit, arms), drifts(curves.layers, layer, arms)
    order = (PLAIN, BN)
    show_table(
        HEAD,
        [
            (f"unit {unit}: farthest its median moves", *(f"{alone[arm].median:.2f}" for arm in order)),
            (
                f"unit {unit}: width of its band",
                *(f"{alone[arm].narrowest:.2f} to {alone[arm].widest:.2f}" for arm in order),
            ),
            (
                "all units pooled: farthest the median moves",
                *(f"{pooled[arm].median:.2f} standard deviations" for arm in order),
            ),
            (
                "all units pooled: widest over narrowest",
                *(f"{pooled[arm].spread:.1f} times" for arm in order),
            ),
        ],
    )
    st.markdown(section.say("pooled"))
