"""Figure 1 of the paper, from our own run."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.accuracy import accuracy_figure
from bnviz.figures.lesson.unit_over_time import unit_figures
from bnviz.language import N_, _
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
LENGTHS = {PAPER_STEPS: N_("{steps:,} (the paper’s)"), QUICK_STEPS: N_("{steps:,} (a quick look)")}
TITLES = {BN: N_("(c) With BN: unit {unit}"), PLAIN: N_("(b) Without BN: unit {unit}")}
HEAD = (N_("from step 100 on"), N_("(b) without BN"), N_("(c) with BN"))


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
        _("Steps"),
        list(LENGTHS),
        default=PAPER_STEPS,
        required=True,
        format_func=lambda steps: _(LENGTHS[steps]).format(steps=steps),
        key=f"{KEY}_steps",
        persist_state="session",
    )
    return steps


def _unit(last: int) -> int:
    return int(
        st.number_input(
            _("Unit of the last hidden layer, 1 to {last}").format(last=last),
            1,
            last,
            1,
            key=f"{KEY}_unit",
            width=240,
            help=_("The paper shows “one typical sigmoid” and does not say which. Try others."),
            persist_state="session",
        )
    )


def _figures(run: Run, curves: Curves, unit: int) -> dict[str, go.Figure]:
    experiment = run.experiment
    styles = picture((experiment, curves)).styles
    accuracy = accuracy_figure(curves.tests, styles, steps=experiment.steps)
    accuracy.layout.title.text = _("(a) Test accuracy")
    accuracy.layout.height = 250
    with_bn, without = unit_figures(
        curves.units,
        styles,
        [_(TITLES[arm]).format(unit=unit) for arm in (BN, PLAIN)],
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
        there=_("never") if first is None else _("after {steps:,} steps").format(steps=first),
    )


def _wandering(section: Section, result: Trained, unit: int) -> None:
    """What (b) and (c) show, in numbers: of the unit, and of all units of its layer."""
    curves, layer, arms = result.curves, result.run.experiment.depth, len(result.run.experiment.arms)
    alone, pooled = unit_drifts(curves.units, layer, unit, arms), drifts(curves.layers, layer, arms)
    band, deviations, times = _("{low} to {high}"), _("{number} standard deviations"), _("{factor} times")
    told = {
        _("unit {unit}: farthest its median moves"): [f"{each.median:.2f}" for each in alone],
        _("unit {unit}: width of its band"): [
            band.format(low=f"{each.narrowest:.2f}", high=f"{each.widest:.2f}") for each in alone
        ],
        _("all units pooled: farthest the median moves"): [
            deviations.format(number=f"{each.median:.2f}") for each in pooled
        ],
        _("all units pooled: widest over narrowest"): [
            times.format(factor=f"{each.spread:.1f}") for each in pooled
        ],
    }
    rows = [(name.format(unit=unit), cells[PLAIN], cells[BN]) for name, cells in told.items()]
    show_table(list(map(_, HEAD)), rows)
    st.markdown(section.say("pooled"))
