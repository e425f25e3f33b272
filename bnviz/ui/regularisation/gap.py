"""The gap between training and test on a small training set, against the size of the mini-batches."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.figures.lesson.repeats import Repeats, repeats_figure
from bnviz.language import _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.regularisation.plans import BATCH_SIZE, BN, BOTH, GHOSTS, SIZES, of_sizes, seeds
from bnviz.lessons.regularisation.plans import PLAIN as NO_BN
from bnviz.lessons.regularisation.repeats import Measure, paired, scores
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.runs.outcome import Outcome
from bnviz.ui.lesson_run import trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.regularisation.repeated import amount, axis, difference_text, measure_choice, score_text

KEY = "regularisation_gap"
SECONDS = 6  # of one repetition, on one core
USUAL = SIZES.index(BATCH_SIZE)


def draw(section: Section) -> None:
    """Draw the choices, the scores against m and against the size of ghosts, and their differences."""
    st.markdown(section.say("networks"))
    images, times = amount(KEY, SECONDS)
    plans = [plan for seed in seeds(times) for plan in of_sizes(images, seed)]
    finished = trained_all(plans, key=KEY, plan=section.say("plan", seeds=times, times=len(SIZES)))
    if finished is None:
        return
    measure = measure_choice(KEY)
    outcomes = [each.outcome for each in finished]
    by_size = [scores(outcomes[place :: len(SIZES)], measure) for place in range(len(SIZES))]
    figures = {"sizes": _of_sizes(by_size, measure), "ghosts": _of_ghosts(by_size[USUAL], measure)}
    live_panel(figures, (tuple(figures),), key=f"{KEY}_figures")
    st.markdown(_in_words(section, outcomes, by_size, measure))
    st.markdown(_table(section, by_size, measure))


def _of_sizes(by_size: Sequence[Array], measure: Measure) -> go.Figure:
    rows = [
        Repeats(name, SIZES, [scored[arm] for scored in by_size], hue)
        for arm, name, hue in ((NO_BN, _("no BN"), PLAIN), (BN, "BN", OUTPUT))
    ]
    return repeats_figure(
        rows,
        title=_("Smaller mini-batches"),
        x=Axis(_("m (logarithmic)"), (7, 300), SIZES, logarithmic=True),
        y=axis(measure),
    )


def _of_ghosts(scored: Array, measure: Measure) -> go.Figure:
    sizes = (*GHOSTS, BATCH_SIZE)
    with_bn = [*scored[len(BOTH) :], scored[BN]]
    return repeats_figure(
        [
            Repeats(_("no BN"), sizes, [scored[NO_BN]] * len(sizes), PLAIN),
            Repeats("BN", sizes, with_bn, OUTPUT),
        ],
        title=_("The same mini-batches of {size}, smaller ghosts").format(size=BATCH_SIZE),
        x=Axis(_("images that share statistics (logarithmic)"), (3.5, 75), sizes, logarithmic=True),
        y=axis(measure),
    )


def _in_words(
    section: Section, outcomes: Sequence[Outcome], by_size: Sequence[Array], measure: Measure
) -> str:
    usual = scores(outcomes[USUAL :: len(SIZES)], measure)
    train = [outcome.final("train_accuracy") for outcome in outcomes[USUAL :: len(SIZES)]]
    return section.say(
        "measured",
        size=BATCH_SIZE,
        train_bn=_share(min(each[BN] for each in train)),
        train_plain=_share(min(each[NO_BN] for each in train)),
        difference=difference_text(section, measure, paired(usual[BN], usual[NO_BN])),
        small=SIZES[1],
        large=SIZES[-1],
        bn=difference_text(section, measure, paired(by_size[1][BN], by_size[-1][BN])),
        plain=difference_text(section, measure, paired(by_size[1][NO_BN], by_size[-1][NO_BN])),
        ghost=GHOSTS[-1],
        ghosts=difference_text(section, measure, paired(usual[-1], usual[BN])),
    )


def _share(least: float) -> str:
    """How many of the training images are right at least, never rounded up to all of them."""
    if least == 1:
        return _("all")
    return _("at least {share}").format(share=per_cent(math.floor(1000 * least) / 1000))


def _table(section: Section, by_size: Sequence[Array], measure: Measure) -> str:
    rows = [_row(section, size, scored, measure) for size, scored in zip(SIZES, by_size, strict=True)]
    return "\n".join([section.say("table"), *rows])


def _row(section: Section, size: int, scored: Array, measure: Measure) -> str:
    with_bn, without = scored[BN], scored[NO_BN]
    means = (score_text(measure, float(each.mean())) for each in (with_bn, without))
    difference = difference_text(section, measure, paired(with_bn, without))
    return f"| {' | '.join([str(size), *means, difference])} |"
