"""Small batches: accuracy against the size of the training's mini-batches, with three normalizations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment import Arm
from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.repeats import Repeats, repeats_figure
from bnviz.language import _
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.why.small_batches import (
    COLLECTED,
    IMAGES_SEEN,
    KINDS,
    NEARLY,
    RATES,
    SIZES,
    USUAL_RATE,
    of_sizes,
    pair,
    with_fresh_statistics,
)
from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON
from bnviz.ui.lesson_run import Trained, trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.why.looks import BN_TOO, named_hues
from bnviz.ui.why.pick import pick, pick_times, seeds_text

KEY = "why_small_batches"
SECONDS = 18  # of one repetition, on one core
BN = KINDS.index("batch")


def draw(section: Section) -> None:
    """Draw a mini-batch of two, the choices, and the scores against m."""
    _two(section)
    st.markdown(section.say("experiment", images=f"{IMAGES_SEEN:,}", collected=f"{COLLECTED:,}"))
    with st.container(horizontal=True):
        rates = {name: _(text).format(rate=USUAL_RATE) for name, text in RATES.items()}
        rate = pick(_("Learning rate"), rates, "scaled", key=f"{KEY}_rate")
        times = pick_times(SECONDS, key=f"{KEY}_times")
    plans = [plan for seed in range(1, times + 1) for plan in of_sizes(rate, seed)]
    finished = trained_all(plans, key=KEY, plan=_plan(section, times))
    if finished is None:
        return
    by_size = [finished[place :: len(SIZES)] for place in range(len(SIZES))]
    accuracies = np.array([[each.outcome.final() for each in same] for same in by_size]).transpose(2, 0, 1)
    with st.spinner(_("Collecting statistics …")):
        fresh = np.array([[_fresh(each.run.id, each) for each in same] for same in by_size])
    live_panel({"sizes": _figure(accuracies, fresh)}, (("sizes",),), key=f"{KEY}_sizes")
    st.markdown(_table(section, accuracies, fresh))
    st.markdown(section.say("published"))


def _two(section: Section) -> None:
    st.markdown(section.say("two"))
    columns = st.columns(2)
    first, second = (
        column.number_input(
            f"$x_{place}$",
            value=value,
            step=0.1,
            format="%.6g",  # as many decimals as were typed
            key=f"{KEY}_x{place}",
            persist_state="session",
        )
        for column, place, value in zip(columns, (1, 2), (0.2, 3.0), strict=True)
    )
    one, other = pair(first, second)
    st.markdown(
        section.say("two_of_them", one=digits(one), other=digits(other), why=_why(section, first, second))
    )


def _why(section: Section, first: float, second: float) -> str:
    """What the two have become, in words that fit them."""
    if first == second:
        return section.say("equal")
    if abs(pair(first, second)[0]) >= NEARLY:
        return section.say("apart")
    return section.say("close", ratio=digits(abs(first - second) / 2 / EPSILON**0.5))


def _plan(section: Section, times: int) -> str:
    steps = {"most": f"{IMAGES_SEEN // SIZES[0]:,}", "fewest": f"{IMAGES_SEEN // SIZES[-1]:,}"}
    return section.say(
        "plan", seeds=seeds_text(times), sizes=len(SIZES), low=SIZES[0], high=SIZES[-1], **steps
    )


@st.cache_data(show_spinner=False, max_entries=128)
def _fresh(run_id: str, _trained: Trained) -> float:
    experiment = _trained.run.experiment
    kept = _trained.networks(experiment.steps)[BN]
    return with_fresh_statistics(kept.network, experiment, _trained.digits)


def _figure(accuracies: Array, fresh: Array) -> go.Figure:
    hues = named_hues([Arm(normalization=kind) for kind in KINDS])
    rows = [
        Repeats(name, SIZES, scored, hue)
        for (name, hue), scored in zip(hues.items(), accuracies, strict=True)
    ]
    return repeats_figure(
        [*rows[::-1], Repeats(_("BN, fresh statistics"), SIZES, fresh, BN_TOO)],
        title=_("Test accuracy against m in training"),
        x=Axis(_("m (logarithmic)"), (1.7, 76), SIZES, logarithmic=True),
        y=Axis(_("test accuracy"), percent=True),
        height=320,
    )


def _table(section: Section, accuracies: Array, fresh: Array) -> str:
    rows = [_row(size, [*accuracies[:, place], fresh[place]]) for place, size in enumerate(SIZES)]
    return "\n".join([section.say("table"), *rows])


def _row(size: int, scored: Sequence[Array]) -> str:
    return f"| {size} | {' | '.join(per_cent(float(each.mean())) for each in scored)} |"
