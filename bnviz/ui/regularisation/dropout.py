"""Dropout at several rates, with Batch Normalization and without, on a small training set."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.figures.lesson.repeats import Repeats, repeats_figure
from bnviz.language import _
from bnviz.lessons.regularisation.plans import RATES, of_dropout, seeds
from bnviz.lessons.regularisation.repeats import Measure, paired, scores
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.ui.lesson_run import trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.regularisation.repeated import amount, axis, difference_text, measure_choice

KEY = "regularisation_dropout"
SECONDS = 4  # of one repetition, on one core


def draw(section: Section) -> None:
    """Draw the choices, the scores against the Dropout rate, and what a rate does with BN and without."""
    images, times = amount(KEY, SECONDS)
    plans = [of_dropout(images, seed) for seed in seeds(times)]
    finished = trained_all(plans, key=KEY, plan=section.say("plan", networks=len(plans[0].arms), times=times))
    if finished is None:
        return
    measure, rate = measure_choice(KEY), _rate()
    with_bn, without = scores([each.outcome for each in finished], measure).reshape(2, len(RATES), -1)
    shown = len(RATES) if rate == RATES[-1] else len(RATES) - 1
    figure = _figure(with_bn[:shown], without[:shown], measure)
    live_panel({"rates": figure}, (("rates",),), key=f"{KEY}_figures")
    st.markdown(_in_words(section, with_bn, without, measure, rate))


def _rate() -> float:
    help_text = _("The figure shows {rate:g} only if it is chosen: beside it, all else looks the same.")
    rate: float = st.segmented_control(
        _("Dropout to compare with none"),
        RATES[1:],
        default=RATES[1],
        required=True,
        key=f"{KEY}_rate",
        help=help_text.format(rate=RATES[-1]),
        persist_state="session",
    )
    return rate


def _figure(with_bn: Array, without: Array, measure: Measure) -> go.Figure:
    rates = RATES[: len(with_bn)]
    return repeats_figure(
        [Repeats(_("no BN"), rates, without, PLAIN), Repeats("BN", rates, with_bn, OUTPUT)],
        title=_("Dropout at each rate"),
        x=Axis(_("share of each hidden layer left out"), (-0.05, rates[-1] + 0.05), rates),
        y=axis(measure),
        height=330,
    )


def _in_words(section: Section, with_bn: Array, without: Array, measure: Measure, rate: float) -> str:
    place = RATES.index(rate)
    pairs = {
        "bn": (with_bn[place], with_bn[0]),
        "plain": (without[place], without[0]),
        "both": (with_bn[place], without[place]),
        "instead": (with_bn[0], without[place]),
        "bare": (with_bn[0], without[0]),
    }
    said = {name: difference_text(section, measure, paired(*pair)) for name, pair in pairs.items()}
    return section.say("measured", rate=f"{rate:g}", **said)
