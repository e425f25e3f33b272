"""Ghost batches: a large mini-batch, normalised in small groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment import Arm
from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.repeats import Repeats, repeats_figure
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.regularisation.repeats import Measure, paired, scores
from bnviz.lessons.section import Section
from bnviz.lessons.why.ghosts import (
    GHOSTS,
    LARGE,
    LARGE_STEPS,
    PLAIN,
    RATES,
    SMALL,
    SMALL_STEPS,
    WHOLE,
    Rate,
    large,
    small,
)
from bnviz.maths import Array
from bnviz.runs.outcome import Outcome
from bnviz.ui.lesson_run import trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.regularisation.repeated import axis, difference_text
from bnviz.ui.why.looks import BN_TOO, named_hues
from bnviz.ui.why.pick import pick, pick_times, seeds_text

KEY = "why_ghosts"
SECONDS = 12  # of one repetition, on one core
RATE_NAMES: dict[Rate, str] = {rate: f"{value:g}" for rate, value in RATES.items()}
MEASURES: dict[Measure, str] = {
    "accuracy": N_("test accuracy"),
    "gap": N_("gap: training − test accuracy"),
}


def draw(section: Section) -> None:
    """Draw the choices, the scores against the size of the ghosts, and the differences in words."""
    st.markdown(section.say("ghosts", large=LARGE))
    with st.container(horizontal=True):
        rate = pick(
            _("Learning rate at m = {large}").format(large=LARGE), RATE_NAMES, "same", key=f"{KEY}_rate"
        )
        times = pick_times(SECONDS, key=f"{KEY}_times")
    seeds = range(1, times + 1)
    plans = [plan for seed in seeds for plan in (large(rate, seed), small(seed))]
    finished = trained_all(plans, key=KEY, plan=_plan(section, times))
    if finished is None:
        return
    measure = pick(_("Look at"), MEASURES, "accuracy", key=f"{KEY}_measure")
    outcomes = [each.outcome for each in finished]
    of_large, of_small = scores(outcomes[::2], measure), scores(outcomes[1::2], measure)
    figure = _figure(of_large, of_small, measure)
    live_panel({"scores": figure}, (("scores",),), key=f"{KEY}_scores")
    st.markdown(_in_words(section, _(MEASURES[measure]), outcomes[::2], of_large, of_small))
    st.markdown(_table(section, of_large, of_small))


def _plan(section: Section, times: int) -> str:
    steps = {"large_steps": f"{LARGE_STEPS:,}", "small_steps": f"{SMALL_STEPS:,}"}
    return section.say(
        "plan", seeds=seeds_text(times), large_size=LARGE, small_size=SMALL, sizes=len(GHOSTS), **steps
    )


def _figure(of_large: Array, of_small: Array, measure: Measure) -> go.Figure:
    hues = list(named_hues([Arm(), Arm(normalization="none")]).values())
    sizes = (*GHOSTS, LARGE)
    plain, with_bn = [of_large[PLAIN]] * len(sizes), of_large[: WHOLE + 1]
    return repeats_figure(
        [
            Repeats(_("no BN, m = {size}").format(size=LARGE), sizes, plain, hues[1]),
            Repeats(f"BN, m = {LARGE}", sizes, with_bn, hues[0]),
            Repeats(f"BN, m = {SMALL}", sizes, [of_small[0]] * len(sizes), BN_TOO),
        ],
        title=_("The same mini-batches, smaller ghosts"),
        x=Axis(_("images that share statistics (logarithmic)"), (3.3, 620), sizes, logarithmic=True),
        y=axis(measure),
        height=320,
    )


def _in_words(
    section: Section, measure: str, outcomes: Sequence[Outcome], of_large: Array, of_small: Array
) -> str:
    best = int(np.argmax(scores(outcomes, "accuracy")[: len(GHOSTS)].mean(axis=1)))
    pairs = {
        "ghosts": paired(of_large[best], of_large[WHOLE]),
        "small": paired(of_small[0], of_large[WHOLE]),
        "left": paired(of_small[0], of_large[best]),
        "plain": paired(of_large[WHOLE], of_large[PLAIN]),
    }
    said = {name: difference_text(section, "accuracy", pair) for name, pair in pairs.items()}
    sizes = {"best": GHOSTS[best], "large_size": LARGE, "small_size": SMALL}
    return section.say("measured", measure=measure, **sizes, **said)


def _table(section: Section, of_large: Array, of_small: Array) -> str:
    names = [_("BN, m = {large}, ghosts of {size}").format(large=LARGE, size=size) for size in GHOSTS]
    for size in (LARGE, SMALL):
        names += [f"BN, m = {size}", _("no BN, m = {size}").format(size=size)]
    rows = [_row(name, scored) for name, scored in zip(names, [*of_large, *of_small], strict=True)]
    return "\n".join([section.say("table_of_one" if of_large.shape[1] == 1 else "table"), *rows])


def _row(name: str, scored: Array) -> str:
    # Two decimals: the differences above are told to one, and can be checked here.
    mean, low, high = (per_cent(float(value), 2) for value in (scored.mean(), scored.min(), scored.max()))
    if len(scored) == 1:
        return f"| {name} | {mean} |"
    return f"| {name} | {mean} | {_('{low} to {high}').format(low=low, high=high)} |"
