"""Algorithm 1 on a mini-batch of a few numbers, with every step written out."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from bnviz.figures.lesson.hues import INPUT, NORMALISED, OUTPUT
from bnviz.figures.lesson.rows import Row, rows_figure
from bnviz.language import N_, _
from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.lessons.by_hand.numbers import given, neat, without_noise
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON
from bnviz.ui.by_hand.batch import edit_batch
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table

CHOSEN, DEVIATION, WITH_EPSILON = N_("as the sliders say"), "γ = σ, β = μ", "γ = √(σ² + ε), β = μ"
EPSILONS = (0.0, 1e-10, 1e-8, EPSILON, 1e-3, 0.1, 1.0, 10.0)
EPSILON_HELP = N_("PyTorch takes 10⁻⁵. With 0 you see what ε is for.")
HEAD = ("i", "$x$", r"$x - \mu_B$", r"$(x - \mu_B)^2$", r"$\hat{x}$", "$y$")


def draw(section: Section) -> None:
    """Draw the mini-batch, γ, β and ε, the figure, the lines of the algorithm and the table."""
    worked = _worked(edit_batch())
    rows = (
        Row("x", worked.x, INPUT),
        Row("x̂", worked.normalised, NORMALISED),
        Row("y = γx̂ + β", worked.output, OUTPUT),
    )
    live_panel({"rows": rows_figure(rows, title=_("The mini-batch"))}, (("rows",),), key="by_hand_algorithm")
    _remarks(section, worked)
    lines, table = st.columns([5, 4], gap="medium")
    with lines:
        _lines(section, worked)
    with table:
        show_table(HEAD, worked.table())


def _worked(x: Array) -> Worked:
    way = st.segmented_control(
        _("γ and β"),
        (CHOSEN, DEVIATION, WITH_EPSILON),
        default=CHOSEN,
        format_func=_,
        key="by_hand_algorithm_way",
        required=True,
        persist_state="session",
    )
    with st.container(horizontal=True, key="by_hand_algorithm_sliders"):
        free = way == CHOSEN
        gamma = st.slider("γ", -3.0, 3.0, 1.0, 0.1, **_kept("gamma"), disabled=not free)
        beta = st.slider("β", -5.0, 5.0, 0.0, 0.1, **_kept("beta"), disabled=not free)
        epsilon = st.select_slider(
            "ε", EPSILONS, EPSILON, format_func=given, help=_(EPSILON_HELP), **_kept("epsilon")
        )
    if free:
        return Worked(x, gamma, beta, epsilon)
    plain = Worked(x, epsilon=epsilon)
    added = 0.0 if way == DEVIATION else epsilon
    return Worked(x, float(np.sqrt(plain.variance + added)), plain.mean, epsilon)


def _kept(name: str) -> dict[str, Any]:
    """A widget whose choice is kept for as long as the visit lasts."""
    return {"key": f"by_hand_algorithm_{name}", "persist_state": "session"}


def _remarks(section: Section, worked: Worked) -> None:
    """What is special about this mini-batch, or about this γ and β."""
    if st.session_state["by_hand_algorithm_way"] != CHOSEN and np.isfinite(worked.missed):
        numbers = {
            "gamma": neat(worked.gamma),
            "beta": neat(worked.beta),
            "difference": neat(worked.missed),
            "deviation": neat(float(np.sqrt(worked.variance))),
            "variance": neat(worked.variance),
            "epsilon": given(worked.epsilon),
        }
        st.info(section.say(worked.identity(), **numbers))
    if worked.variance == 0:
        st.info(section.say("constant" if worked.epsilon else "undefined", epsilon=given(worked.epsilon)))
    elif len(worked.x) == 2:
        st.info(section.say("two", size=neat(float(worked.normalised.max())), missing=_missing(worked)))


def _missing(worked: Worked) -> str:
    """How far x̂ of two examples is from ±1."""
    return neat(without_noise(1 - float(worked.normalised.max()), 1))


def _lines(section: Section, worked: Worked) -> None:
    """The four lines of the algorithm; the last two for the example that is chosen."""
    st.markdown(section.say("mean"))
    st.latex(worked.mean_line())
    st.markdown(section.say("variance"))
    st.latex(worked.variance_line())
    count = len(worked.x)
    if st.session_state.get("by_hand_algorithm_example", 1) > count:
        st.session_state["by_hand_algorithm_example"] = count
    example = st.number_input(_("Example i"), 1, count, **_kept("example"), width=150)
    st.markdown(section.say("normalise", example=example))
    st.latex(worked.normalised_line(example))
    st.markdown(section.say("scale", example=example))
    st.latex(worked.output_line(example))
