"""One cell of a sweep: what its networks did, and the way to the lab."""

from __future__ import annotations

import streamlit as st

from bnviz.experiment import Setup
from bnviz.experiment.settings import Normalization
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import NORMALISED, OUTPUT, PLAIN, Hue
from bnviz.language import _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.presets import DEFAULT_PRESET
from bnviz.lessons.section import Section
from bnviz.lessons.sweeps.plans import Place, Sweep
from bnviz.lessons.sweeps.results import Results
from bnviz.ui.controls import put
from bnviz.ui.lesson_run import DEVICE
from bnviz.ui.live_panel import live_panel
from bnviz.ui.observatory import follow_newest
from bnviz.ui.services import services
from bnviz.ui.sweeps.choice import KINDS, chosen_square
from bnviz.ui.sweeps.maps import TITLES

HUES: dict[Normalization, Hue] = {"batch": OUTPUT, "none": PLAIN, "layer": NORMALISED}
LAB = "pages/lab.py"


def one_network(section: Section, results: Results, key: str) -> None:
    """Draw the curves of the chosen cell, and offer its networks to the lab."""
    sweep = results.sweep
    row, column = _choose(sweep, key)
    if results.rows[row] is None:
        st.markdown(section.say("untrained"))
        return
    places = [Place(kind, row, column) for kind in sweep.normalizations]
    with st.container(horizontal=True, vertical_alignment="center"):
        for place in places:
            st.markdown(_outcome(section, results, place), width="content")
    _curves(results, places, key)
    with st.container(horizontal=True, vertical_alignment="center"):
        for place in places:
            label = _("Open {name} in the lab").format(name=_(KINDS[place.normalization]))
            if st.button(label, icon=":material/science:", key=f"{key}_open_{place.normalization}"):
                _open(sweep.setup(place))
        st.caption(section.say("lab"), width="content")


def _choose(sweep: Sweep, key: str) -> tuple[int, int]:
    """The row and column of the cell, from 0: clicked on a map, or chosen here."""
    left, right = st.columns(2, gap="large")
    left.selectbox(
        _(TITLES[sweep.varied]).capitalize(),
        sweep.rows,
        format_func=lambda value: f"{value:g}",
        key=f"{key}_row",
        persist_state="session",
    )
    right.selectbox(
        _("Learning rate"),
        sweep.rates,
        format_func=lambda value: f"{value:g}",
        key=f"{key}_column",
        persist_state="session",
    )
    return chosen_square(sweep, key)


def _outcome(section: Section, results: Results, place: Place) -> str:
    """What became of a network, in a sentence."""
    kind, at = place.normalization, (place.row, place.column)
    name = _(KINDS[kind])
    if results.diverged(kind)[at]:
        return section.say("diverged", name=name)
    end, best = (per_cent(float(results.map(kind, measure)[at])) for measure in ("end", "best"))
    return section.say("outcome", name=name, end=end, best=best)


def _curves(results: Results, places: list[Place], key: str) -> None:
    curves = [
        Curve(_(KINDS[place.normalization]), *results.curve(place), HUES[place.normalization], size=6)
        for place in places
    ]
    figure = curves_figure(
        curves,
        title=_("Accuracy on the way"),
        x=Axis(_("step"), (0, results.sweep.settings["steps"])),
        y=Axis(_("accuracy"), (0, 1), percent=True),
        height=230,
    )
    live_panel({"accuracy": figure}, (("accuracy",),), key=f"{key}_curves")


def _open(setup: Setup) -> None:
    """Train this network in the lab, with all that the lab keeps, and go there."""
    run = services().submit(setup.experiment(), DEVICE)
    follow_newest()
    put(setup, DEFAULT_PRESET, DEVICE)
    st.session_state.update(
        run=run.id, compared=None, kept=run.state == "done", just_started=True, refusals=[]
    )
    st.switch_page(LAB)
