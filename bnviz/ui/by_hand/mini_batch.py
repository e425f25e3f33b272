"""Why mini-batches: the error of their gradient and the time of an example, measured when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import GRADIENT, INPUT, OUTPUT, PLAIN, Hue
from bnviz.language import _
from bnviz.lessons.by_hand.mini_batch import SIZES, Measured, measure
from bnviz.lessons.by_hand.numbers import neat
from bnviz.lessons.section import Section
from bnviz.ui.datasets import dataset
from bnviz.ui.live_panel import live_panel
from bnviz.ui.services import services
from bnviz.ui.table import show_table

KEPT = "by_hand_mini_batch_measured"
TICKS = (1, 4, 16, 64, 256, 1024)
RAILS = (Hue(INPUT.colour, INPUT.marker, "dot"), Hue(INPUT.colour, INPUT.marker, "dashdot"))
IN_TABLE = (1, 16, 64, 1024)


def draw(section: Section) -> None:
    """Draw the formulas, the button, and what was measured."""
    st.markdown(section.say("objective"))
    with st.container(horizontal=True, vertical_alignment="center", key="by_hand_mini_batch_ask"):
        if st.button(_("Measure"), type="primary", icon=":material/timer:", key="by_hand_mini_batch_measure"):
            with st.spinner(_("Measuring …")):
                st.session_state[KEPT] = measure(dataset(services().library.shelf.name))
        st.caption(section.say("about"), width="content")
    found: Measured | None = st.session_state.get(KEPT)
    if found:
        _show(section, found)


def _show(section: Section, found: Measured) -> None:
    st.markdown(
        section.say(
            "sigma",
            digits=f"{found.digits:,}",
            start=neat(found.start.expected[0]),
            later=neat(found.later.expected[0]),
        )
    )
    live_panel(
        {"quality": _quality(found), "time": _time(found)}, (("quality", "time"),), key="by_hand_mini_batch"
    )
    show_table(("m", *(f"{size:,}" for size in IN_TABLE)), _rows(found))
    best = min(range(len(SIZES)), key=found.seconds.__getitem__)
    st.markdown(
        section.say(
            "measured",
            digits=f"{found.digits:,}",
            ratio=f"{found.start.measured[0] / found.start.measured[-1]:.1f}",
            start=neat(found.start.length),
            later=neat(found.later.length),
            share=f"{found.later.measured[SIZES.index(64)] / found.later.length:.2f}",
            one=f"{1e6 * found.seconds[0]:.1f}",
            fastest=f"{1e6 * found.seconds[best]:.1f}",
            size=f"{SIZES[best]:,}",
            times=f"{found.seconds[0] / found.seconds[best]:.1f}",
        )
    )


def _rows(found: Measured) -> list[list[str]]:
    """A column for each of the sizes in the table."""
    rows: tuple[tuple[str, Sequence[float]], ...] = (
        (_("error at the start"), found.start.measured),
        (_(r"$\sigma/\sqrt{m}$ at the start"), found.start.expected),
        (_("error later"), found.later.measured),
        (_(r"$\sigma/\sqrt{m}$ later"), found.later.expected),
    )
    places = [SIZES.index(size) for size in IN_TABLE]
    times = [f"{1e6 * found.seconds[place]:.1f}" for place in places]
    return [[name, *(neat(values[place]) for place in places)] for name, values in rows] + [
        [_("μs an example"), *times]
    ]


def _quality(found: Measured) -> go.Figure:
    both = found.start.measured + found.later.measured
    return curves_figure(
        [
            Curve(_("σ/√m at the start"), SIZES, found.start.expected, RAILS[0], "lines"),
            Curve(_("σ/√m later"), SIZES, found.later.expected, RAILS[1], "lines"),
            Curve(_("at the start"), SIZES, found.start.measured, PLAIN, "markers"),
            Curve(_("later"), SIZES, found.later.measured, OUTPUT, "markers"),
        ],
        title=_("Error of the gradient"),
        x=Axis(_("mini-batch size m"), (0.8, 1300), TICKS, logarithmic=True),
        y=Axis(_("distance from the full gradient"), (min(both) / 1.5, max(both) * 1.5), logarithmic=True),
    )


def _time(found: Measured) -> go.Figure:
    micros = [1e6 * seconds for seconds in found.seconds]
    return curves_figure(
        [Curve(_("time of an example"), SIZES, micros, GRADIENT)],
        title=_("Time for an example"),
        x=Axis(_("mini-batch size m"), (0.8, 1300), TICKS, logarithmic=True),
        y=Axis(_("microseconds"), (min(micros) / 1.5, max(micros) * 1.5), logarithmic=True),
    )
