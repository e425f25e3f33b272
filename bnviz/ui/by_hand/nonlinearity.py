"""What γ and β are for: they move the normalised values out of the nonlinearity's straight middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from bnviz.figures.lesson.hues import NORMALISED, OUTPUT
from bnviz.figures.lesson.on_curve import on_curve_figure
from bnviz.figures.lesson.rows import Row
from bnviz.language import N_, _
from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.lessons.by_hand.nonlinearity import NAMES, Use, is_short_piece, middle, normal_values, use
from bnviz.lessons.by_hand.toy_batch import MOST
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.maths.activations import ACTIVATIONS
from bnviz.ui.by_hand.batch import current_batch
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table

NORMAL, BATCH = N_("1,000 normal values"), N_("your mini-batch")
LIMITS = {"sigmoid": (-0.1, 1.1), "tanh": (-1.2, 1.2), "relu": (-0.8, 8.0)}


def draw(section: Section) -> None:
    """Draw the choices, the values on the curve, and how much of it they use."""
    name, values, gamma, beta = _choose()
    rows = (Row("x̂", values, NORMALISED), Row("y = γx̂ + β", gamma * values + beta, OUTPUT))
    shown = on_curve_figure(
        ACTIVATIONS[name],
        rows,
        title=_("On the curve of the {nonlinearity}").format(nonlinearity=_(NAMES[name])),
        limits=LIMITS[name],
        middle=None if name == "relu" else middle(name),
    )
    live_panel({"curve": shown}, (("curve",),), key="by_hand_nonlinearity")
    _shares(section, name, rows)


def _choose() -> tuple[str, Array, float, float]:
    """The nonlinearity, x̂, γ and β."""
    with st.container(horizontal=True, key="by_hand_nonlinearity_choices"):
        name = _choice(N_("Nonlinearity"), tuple(NAMES))
        source = _choice(N_("Values"), (NORMAL, BATCH))
    with st.container(horizontal=True, key="by_hand_nonlinearity_sliders"):
        gamma = st.slider("γ", 0.1, 5.0, 1.0, 0.1, **_kept("gamma"))
        beta = st.slider("β", -4.0, 4.0, 0.0, 0.1, **_kept("beta"))
    values = normal_values() if source == NORMAL else Worked(current_batch()).normalised
    return name, values, gamma, beta


def _choice(label: str, options: Sequence[str]) -> str:
    chosen: str = st.segmented_control(
        _(label),
        options,
        default=options[0],
        format_func=lambda option: _(NAMES.get(option, option)),
        required=True,
        **_kept(label.lower()),
    )
    return chosen


def _kept(name: str) -> dict[str, Any]:
    return {"key": f"by_hand_nonlinearity_{name}", "persist_state": "session"}


def _shares(section: Section, name: str, rows: Sequence[Row]) -> None:
    """How the values use the nonlinearity, before and after γ and β."""
    where = _("off (input ≤ 0)") if name == "relu" else _("in the straight middle")
    uses = [(row.name, use(name, row.values)) for row in rows]
    table = [[label, per_cent(found.share), _explained(found)] for label, found in uses]
    show_table((_("values"), where, _("explained by a straight line")), table)
    for part in _notes(name, rows):
        st.markdown(section.say(part))
    part = "relu" if name == "relu" else "straight"
    reach = "" if name == "relu" else f"{middle(name):.2f}"
    st.caption(section.say(part, name=_(NAMES[name]), middle=reach))


def _explained(found: Use) -> str:
    return "—" if found.line is None else per_cent(found.line)


def _notes(name: str, rows: Sequence[Row]) -> Iterator[str]:
    """What must be known to read the table's last column right."""
    if any(use(name, row.values).line is None for row in rows):
        yield "dash"
    if len(rows[0].values) <= MOST:
        yield "few"
    elif name != "relu" and is_short_piece(name, rows[-1].values):
        yield "short"
