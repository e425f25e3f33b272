"""The backward pass of a few numbers, checked against the slope of the loss."""

from __future__ import annotations

from typing import Any

import streamlit as st

from bnviz.figures.lesson.hues import GRADIENT, OUTPUT
from bnviz.figures.lesson.rows import Row, rows_figure
from bnviz.language import N_, _
from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.lessons.by_hand.backward import WorkedBack
from bnviz.lessons.by_hand.numbers import neat, without_noise
from bnviz.lessons.formulas import SHEETS, notes, pages, texts
from bnviz.lessons.formulas.sheets import BACKWARD
from bnviz.lessons.section import Section
from bnviz.ui.by_hand.batch import edit_batch, edit_gradient
from bnviz.ui.formula_board import formula_board
from bnviz.ui.formula_panel import HINT
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table

TO_X = r"$\frac{\partial\ell}{\partial x_i}$"
TERMS = (
    "i",
    "$g_i$",
    N_(r"by way of $\hat{x}_i$"),
    N_(r"of $\sigma_B^2$"),
    N_(r"of $\mu_B$"),
    TO_X,
)
SMALL = 0.01  # of the largest term: what ε leaves by less is called 0
COMPARED = ("i", N_(r"$\frac{\partial\ell}{\partial x_i}$, long chain"), N_("compact form"), N_("slope of ℓ"))


def draw(section: Section) -> None:
    """Draw the mini-batch and its gradients, what becomes of them, the check, and the formulas."""
    x = edit_batch()
    with st.container(horizontal=True, vertical_alignment="bottom", key="by_hand_backward_inputs"):
        gradient = edit_gradient()
        gamma = st.slider("γ", -3.0, 3.0, 1.0, 0.1, **_kept("gamma"))
    found = WorkedBack(Worked(x, gamma), gradient)
    rows = (Row("∂ℓ/∂y", gradient, OUTPUT), Row("∂ℓ/∂x", found.to_x, GRADIENT))
    live_panel(
        {"rows": rows_figure(rows, title=_("Gradients on their way back"), axis=_("gradient"))},
        (("rows",),),
        key="by_hand_backward",
    )
    st.markdown(section.say("terms"))
    show_table([*map(_, TERMS)], found.terms())
    _check(section, found)
    _formulas(section, found)


def _kept(name: str) -> dict[str, Any]:
    return {"key": f"by_hand_backward_{name}", "persist_state": "session"}


def _check(section: Section, found: WorkedBack) -> None:
    """The three ways to ∂ℓ/∂x side by side, and the two sums that are 0."""
    table, words = st.columns(2, gap="medium")
    with table:
        st.markdown(section.say("compared"))
        show_table([*map(_, COMPARED)], found.comparison())
        differences = {
            "compact": neat(found.difference(found.compact)),
            "slope": neat(found.difference(found.slope)),
        }
        st.markdown(section.say("differences", **differences))
    with words:
        _sums(section, found)


def _sums(section: Section, found: WorkedBack) -> None:
    """The sum that is 0, and the one that is 0 but for ε."""
    total, aligned = float(found.to_x.sum()), float(found.to_x @ found.there.normalised)
    size = len(found.to_x) * found.size
    st.markdown(section.say("shift", total=neat(without_noise(total, size))))
    part = "scale" if abs(aligned) <= SMALL * found.size else "no_scale"
    numbers = {"aligned": neat(without_noise(aligned, size)), "largest": neat(found.size)}
    st.markdown(section.say(part, **numbers, variance=neat(found.there.variance)))


def _formulas(section: Section, found: WorkedBack) -> None:
    """The paper's chain with the numbers of the example that is chosen."""
    st.markdown(section.say("formulas"))
    count = len(found.gradient)
    if st.session_state.get("by_hand_backward_example", 1) > count:
        st.session_state["by_hand_backward_example"] = count
    example = st.number_input(_("Example i"), 1, count, **_kept("example"), width=150)
    numbers, page = texts(found.values(example)), pages()[SHEETS.index(BACKWARD)]
    formula_board([page], notes(), numbers, hint=_(HINT), key="by_hand_backward_formulas")
