"""Loss surface: the loss over a plane around both networks, in the same colours."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from bnviz.figures.lesson.contours import contours_figure
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.why.networks import BN, CHECKPOINTS, PLAIN, first_images
from bnviz.lessons.why.surface import (
    IMAGES,
    POINTS,
    descent_direction,
    low_share,
    places_of,
    random_direction,
    surface,
)
from bnviz.maths import Array
from bnviz.ui.lesson_run import Trained
from bnviz.ui.live_panel import live_panel
from bnviz.ui.why.nearby import nearby

ARMS = ("BN", N_("no BN"))
AXES = {"random": N_("random direction"), "descent": N_("down the gradient")}
STATISTICS = {"batch": N_("of the mini-batch"), "running": N_("running statistics")}
REACHES = (0.05, 0.1, 0.25, 0.5, 1.0)
ACROSS, UP = 1, 2  # seeds of the two random directions


class Asked(NamedTuple):
    """The step, how far the square goes, what lies across, and which statistics BN uses."""

    step: int
    reach: float
    axis: str
    statistics: str


def draw(section: Section) -> None:
    """Draw the choice of a step and of directions, and both surfaces."""
    st.markdown(section.say("plane", images=IMAGES, points=POINTS))
    result = nearby()
    if result is None:
        return
    asked = _asked()
    with st.spinner(_("Computing the loss at every point …")):
        surfaces = _surfaces(result.run.id, asked, result)
    names = (f"a: {_(AXES[asked.axis])}", f"b: {_(AXES['random'])}")
    figures = {
        f"arm{arm}": contours_figure(losses, places_of(asked.reach), title=_(name), names=names)
        for arm, (name, losses) in enumerate(zip(ARMS, surfaces, strict=True))
    }
    live_panel(figures, (tuple(figures),), key="why_surface_panel")
    st.markdown(_in_words(section, asked, surfaces))


def _asked() -> Asked:
    left, right = st.columns(2)
    step: int = left.select_slider(
        _("Step"), CHECKPOINTS, 100, key="why_surface_step", persist_state="session"
    )
    reach: float = right.select_slider(
        _("Reach to each side; 1 is the weights’ own length"),
        REACHES,
        1.0,
        key="why_surface_reach",
        persist_state="session",
    )
    axis: str = left.segmented_control(
        _("Across"),
        list(AXES),
        default="random",
        required=True,
        format_func=lambda axis: _(AXES[axis]),
        key="why_surface_axis",
        persist_state="session",
    )
    statistics: str = right.segmented_control(
        _("Statistics of BN"),
        list(STATISTICS),
        default="batch",
        required=True,
        format_func=lambda name: _(STATISTICS[name]),
        key="why_surface_statistics",
        persist_state="session",
    )
    return Asked(step, reach, axis, statistics)


def _surfaces(run_id: str, asked: Asked, trained: Trained) -> tuple[Array, Array]:
    """The loss of both arms over the plane, each (POINTS, POINTS); without BN no statistics are used."""
    bn = _surface(run_id, asked, BN, trained)
    return bn, _surface(run_id, asked._replace(statistics="batch"), PLAIN, trained)


@st.cache_data(show_spinner=False, max_entries=128)
def _surface(run_id: str, asked: Asked, arm: int, _trained: Trained) -> Array:
    images = first_images(_trained.run.experiment, _trained.digits, IMAGES)
    network, running = _trained.networks(asked.step)[arm]
    across = (
        random_direction(network, ACROSS) if asked.axis == "random" else descent_direction(network, *images)
    )
    statistics = running if asked.statistics == "running" else None
    return surface(network, across, random_direction(network, UP), asked.reach, *images, statistics)


def _in_words(section: Section, asked: Asked, surfaces: tuple[Array, Array]) -> str:
    bn, plain = surfaces
    words = section.say(
        "measured",
        step=asked.step,
        bn=digits(float(bn[POINTS // 2, POINTS // 2])),
        plain=digits(float(plain[POINTS // 2, POINTS // 2])),
        bn_top=digits(float(bn.max())),
        plain_top=digits(float(plain.max())),
        bn_low=per_cent(low_share(bn), 0),
        plain_low=per_cent(low_share(plain), 0),
    )
    return f"{words}\n\n{_why(section, asked, bn.max() >= plain.max())}"


def _why(section: Section, asked: Asked, as_high: bool) -> str:
    """What BN's statistics have to do with it; `as_high`: whether the loss climbs as high as without BN."""
    if asked.statistics == "batch":
        return section.say("batch")
    if asked.step == 0:
        return section.say("untrained")
    return section.say("running", then=section.say("closed" if as_high else "open"))
