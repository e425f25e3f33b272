"""Landscape: how much loss and gradient change along the gradient, at many steps of one training."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.figures.lesson.ranges import Range, ranges_figure
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.why.landscape import IMAGES, Along, along_gradient, median_smoothness, smoother_at
from bnviz.lessons.why.networks import CHECKPOINTS, RATE, first_images
from bnviz.maths import Array
from bnviz.ui.lesson_run import Trained
from bnviz.ui.live_panel import live_panel
from bnviz.ui.why.nearby import nearby

FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)
ARMS = (("BN", OUTPUT), (N_("no BN"), PLAIN))
LEARNED = 0.2  # test accuracy: who has less has not left the plateau
MEASURES = {N_("as it is"): False, N_("over ‖g‖"): True}

Edges = Callable[[Along], Array]


def draw(section: Section) -> None:
    """Draw the choice of networks and of step sizes, and the three measures over the steps."""
    st.markdown(section.say("measures", images=IMAGES))
    result = nearby()
    if result is None:
        return
    low, high, relative = _asked()
    with st.spinner(_("Walking along the gradients …")):
        everywhere = _measured(result.run.id, result)
    measured = [[along.within(low * RATE, high * RATE) for along in arm] for arm in everywhere]
    figures = _figures(measured, relative=relative)
    live_panel(figures, (("loss", "change"), ("smoothness", "norm")), key="why_landscape_panel")
    st.markdown(_in_words(section, measured, result))


def _asked() -> tuple[float, float, bool]:
    """The step sizes as factors of the learning rate, and whether changes are over the gradient's norm."""
    left, right = st.columns([3, 2])
    label = _("Steps η along the gradient, from … to … times the learning rate {rate:g}")
    low, high = left.select_slider(
        label.format(rate=RATE),
        FACTORS,
        (0.5, 4.0),
        key="why_landscape_rates",
        persist_state="session",
    )
    shown: str = right.segmented_control(
        _("Change of the gradient"),
        list(MEASURES),
        default="as it is",
        required=True,
        format_func=_,
        key="why_landscape_relative",
        persist_state="session",
    )
    return low, high, MEASURES[shown]


@st.cache_data(show_spinner=False, max_entries=16)
def _measured(run_id: str, _trained: Trained) -> list[list[Along]]:
    """For each arm what is met along the gradient at each checkpoint."""
    images = first_images(_trained.run.experiment, _trained.digits, IMAGES)
    rates = [factor * RATE for factor in FACTORS]
    at_steps = [_trained.networks(step) for step in CHECKPOINTS]
    return [
        [along_gradient(kept[arm].network, *images, rates) for kept in at_steps] for arm in range(len(ARMS))
    ]


def _figures(measured: Sequence[Sequence[Along]], *, relative: bool) -> dict[str, go.Figure]:
    def figure(title: str, unit: str, values: Edges) -> go.Figure:
        ranges = [
            Range(_(name), CHECKPOINTS, *_edges(arm, values), hue)
            for (name, hue), arm in zip(ARMS, measured, strict=True)
        ]
        return ranges_figure(ranges, title=title, y=Axis(unit))

    return {
        "loss": figure(_("Loss along the gradient"), _("nats"), lambda along: along.losses),
        "change": figure(_("Change of the gradient over ‖g‖"), _("of ‖g‖"), lambda along: along.relative)
        if relative
        else figure(_("Change of the gradient"), "ℓ₂", lambda along: along.changes),
        "smoothness": figure(_("Effective β-smoothness"), "1/η", lambda along: np.array([along.smoothness])),
        "norm": figure(_("Norm of the gradient itself"), "‖g‖", lambda along: np.array([along.norm])),
    }


def _edges(arm: Sequence[Along], values: Edges) -> tuple[Array, Array]:
    found = [values(along) for along in arm]
    return np.array([each.min() for each in found]), np.array([each.max() for each in found])


def _in_words(section: Section, measured: Sequence[Sequence[Along]], result: Trained) -> str:
    bn, plain = measured
    scores = result.outcome.final("test_accuracy")
    smoother = smoother_at(bn, plain)
    rough = [step for step, is_smoother in zip(CHECKPOINTS, smoother, strict=True) if not is_smoother]
    part = "measured" if scores[1] > LEARNED else "plateau"
    return section.say(
        part,
        smoother=sum(smoother),
        count=len(smoother),
        rough=section.say("rough", steps=", ".join(map(str, rough))) if rough else "",
        bn=digits(median_smoothness(bn)),
        plain=digits(median_smoothness(plain)),
        bn_first=digits(bn[0].smoothness),
        plain_first=digits(plain[0].smoothness),
        bn_right=per_cent(scores[0]),
        plain_right=per_cent(scores[1]),
    )
