"""The five systems of the paper's Figure 3 at the scale of MNIST, and the one that nobody could train."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import GRADIENT, INPUT, NORMALISED, OUTPUT, PLAIN, Hue
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.paper.plans import BASE_RATE, SYSTEM_STEPS, five_systems
from bnviz.lessons.paper.systems import BASELINE, BN_5, NAMES, Course, Score, courses, scores
from bnviz.lessons.section import Section
from bnviz.ui.lesson_run import trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table

KEY = "paper_five_systems"
RATES = (0.003, BASE_RATE, 0.03, 0.1)
HEAD = (
    N_("system"),
    N_("rate"),
    N_("steps to the baseline’s best"),
    N_("times fewer"),
    N_("at the end, all test images, %"),
)
SEEDS = {N_("one seed"): (1,), N_("three seeds"): (1, 2, 3)}
HUES = (PLAIN, OUTPUT, NORMALISED, Hue("#3291CF", "star", "longdash"), GRADIENT, INPUT)


def draw(section: Section) -> None:
    """Draw the choice of the base rate, the table as in the paper, and all curves."""
    st.markdown(section.say("systems"))
    base, seeds = _choice()
    experiments = [experiment for seed in seeds for experiment in five_systems(base, seed)]
    results = trained_all(
        experiments, key=KEY, plan=section.say("plan", steps=f"{SYSTEM_STEPS:,}", seeds=_seeds(seeds))
    )
    if results is not None:
        of_seeds = [
            courses([relu.outcome, sigmoid.outcome])
            for relu, sigmoid in zip(results[::2], results[1::2], strict=True)
        ]
        table = [scores(systems) for systems in of_seeds]
        _show(experiments[0].arms[0].learning_rate, table)
        st.markdown(_in_words(section, table))
        live_panel(_figures(of_seeds[0], seeds[0]), (("all", "top"),), key=f"{KEY}_figures")
    st.markdown(section.say("choice"))


def _choice() -> tuple[float, Sequence[int]]:
    left, right = st.columns(2)
    base: float = left.select_slider(
        _("First learning rate of the baseline"),
        RATES,
        BASE_RATE,
        key=f"{KEY}_base",
        persist_state="session",
    )
    seeds: str = right.segmented_control(
        _("Repeat with other first weights and mini-batches"),
        list(SEEDS),
        default="one seed",
        required=True,
        format_func=_,
        key=f"{KEY}_seeds",
        persist_state="session",
    )
    return base, SEEDS[seeds]


def _seeds(seeds: Sequence[int]) -> str:
    said = _("seed {first}") if len(seeds) == 1 else _("each with seeds {first} to {last}")
    return said.format(first=seeds[0], last=seeds[-1])


def _show(base: float, table: Sequence[Sequence[Score]]) -> None:
    """The table as the paper has it: a row a system, of several seeds the mean and the range."""
    rows = [
        (
            _(name),
            f"{base * factor:g}",
            _told([score.steps for score in of_seeds], "{:,.0f}".format),
            _told([score.times for score in of_seeds], "{:.1f}".format),
            _told([100 * score.final for score in of_seeds], "{:.1f}".format),
        )
        for name, factor, of_seeds in zip(NAMES, (1, 1, 5, 30, 5, 5), zip(*table, strict=True), strict=True)
    ]
    show_table(list(map(_, HEAD)), rows)


def _told(values: Sequence[float], tell: Callable[[float], str]) -> str:
    """One value, or the mean and the range of several; "never" where a system does not get there."""
    there = [value for value in values if np.isfinite(value)]
    if not there:
        return _("never")
    if len(values) == 1:
        return tell(there[0])
    mean = tell(float(np.mean(there)))
    spread = _("{mean} ({low} to {high})").format(mean=mean, low=tell(min(there)), high=tell(max(there)))
    if len(there) == len(values):
        return spread
    return _("{spread}; {count} × never").format(spread=spread, count=len(values) - len(there))


def _figures(systems: Sequence[Course], seed: int) -> dict[str, go.Figure]:
    """The curves of one seed: the whole way, and its last part from nearby."""
    titles = {
        "all": (_("512 test images, seed {seed}").format(seed=seed), (0.0, 1.0)),
        "top": (_("The same, the top"), (0.88, 1.0)),
    }
    return {
        name: curves_figure(
            [
                Curve(_(label), system.steps, system.accuracy, hue, size=5)
                for label, system, hue in zip(NAMES, systems, HUES, strict=True)
            ],
            title=title,
            x=Axis(_("step"), (0, SYSTEM_STEPS)),
            y=Axis(_("test accuracy"), limits, percent=True),
            height=330,
        )
        for name, (title, limits) in titles.items()
    }


def _in_words(section: Section, table: Sequence[Sequence[Score]]) -> str:
    """The speed-up and the order that came out."""
    finals = np.mean([[score.final for score in of_seed] for of_seed in table], axis=0)
    ranks = np.argsort(-finals, kind="stable")
    return section.say(
        "measured",
        times=_told([of_seed[BN_5].times for of_seed in table], "{:.1f}".format),
        best=_told([of_seed[BASELINE].best for of_seed in table], per_cent),
        final=_told([of_seed[BASELINE].final for of_seed in table], per_cent),
        order=", ".join(f"{_(NAMES[place])} {per_cent(finals[place])}" for place in ranks),
    )
