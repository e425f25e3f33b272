"""Inputs of three forms trained on the spot, and the bowl that normalised inputs make round."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment import InputForm
from bnviz.figures.lesson.bowl import bowl_figure
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import INPUT, NORMALISED, PLAIN
from bnviz.language import N_, _
from bnviz.lessons.by_hand.inputs import DIGITS, FORMS, RATES, UNITS, UPDATES, Trained, bowls, train
from bnviz.lessons.by_hand.numbers import given, neat
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.maths.descent import Bowl, path
from bnviz.ui.datasets import dataset
from bnviz.ui.live_panel import live_panel
from bnviz.ui.services import services
from bnviz.ui.table import show_table

HUES = {N_("raw"): PLAIN, N_("standardised"): NORMALISED, N_("binary"): INPUT}
HIGHEST_LOSS = 2.6  # a guess among ten classes has ln 10 = 2.30
RADIUS = 1.0  # weights; the path starts 0.9 of it away along each axis
BOWL_RATES = (0.003, 0.01, 0.03, 0.1, 0.2, 0.5, 1.0, 1.5, 1.8, 2.0)
BOWL_UPDATES = 30
SEEN_DISTANCE = 1e9


def draw(section: Section) -> None:
    """Draw both bowls with their paths, then the three forms' losses and figures."""
    name = services().library.shelf.name
    with st.spinner(_("Reading the digits, and training small models on them …")):
        results = {form: _trained(name, form) for form in FORMS}
    _draw_bowls(section, name)
    st.divider()
    _draw_forms(section, results)


def _draw_bowls(section: Section, name: str) -> None:
    st.markdown(section.say("bowl"))
    with st.container(horizontal=True, key="by_hand_inputs_choices"):
        unit = st.segmented_control(
            _("Ink is counted in"),
            list(UNITS),
            default=next(iter(UNITS)),
            format_func=_,
            required=True,
            **_kept("unit"),
        )
        rate = st.select_slider(
            _("Learning rate η"), BOWL_RATES, 0.1, format_func=given, **_kept("bowl_rate"), width=300
        )
    raw, standardised = _bowls(name, unit)
    start = RADIUS * np.array([0.9, 0.9])
    shown = {
        "raw": _bowl(raw, path(raw, raw.minimum + start, rate, BOWL_UPDATES), _("Raw features")),
        "standardised": _bowl(
            standardised,
            path(standardised, standardised.minimum + start, rate, BOWL_UPDATES),
            _("Standardised features"),
        ),
    }
    live_panel(shown, (("raw", "standardised"),), key="by_hand_inputs_bowls")
    facts = zip(_facts(raw, start, rate), _facts(standardised, start, rate), strict=True)
    names = (
        _("largest eigenvalue of H"),
        _("smallest"),
        _("condition number"),
        _("largest useful η"),
        _("distance at the end"),
    )
    head = (_("features"), _("raw"), _("standardised"))
    show_table(head, [[name, *each] for name, each in zip(names, facts, strict=True)])
    st.caption(section.say("bowl_note", updates=BOWL_UPDATES))


def _bowl(of: Bowl, way: Array, title: str) -> go.Figure:
    names = (_("weight of ink"), _("weight of slant"))
    return bowl_figure(of, way, title=title, names=names, radius=RADIUS)


def _facts(of: Bowl, start: Array, rate: float) -> list[str]:
    end = path(of, of.minimum + start, rate, BOWL_UPDATES)[-1]
    distance = float(np.linalg.norm(end - of.minimum))
    return [
        neat(float(of.curvatures[-1])),
        neat(float(of.curvatures[0])),
        neat(of.condition),
        neat(of.largest_rate),
        neat(distance) if distance < SEEN_DISTANCE else _("out of all bounds"),
    ]


def _draw_forms(section: Section, results: dict[InputForm, Trained]) -> None:
    st.markdown(section.say("forms", digits=DIGITS, updates=UPDATES))
    rate = st.select_slider(
        _("Learning rate η of all three"), RATES, 0.03, format_func=given, **_kept("rate"), width=300
    )
    place = RATES.index(rate)
    live_panel(
        {"losses": _losses(results, place), "rates": _last_losses(results, rate)},
        (("losses", "rates"),),
        key="by_hand_inputs_forms",
    )
    trained = results.values()
    show_table(
        (_("inputs"), *map(_, results)),
        [
            [_("mean"), *(neat(each.mean) for each in trained)],
            [_("variance"), *(neat(each.variance) for each in trained)],
            [_("loss at the end"), *(neat(each.losses[-1, place]) for each in trained)],
            [_("test digits right"), *(per_cent(each.accuracies[place]) for each in trained)],
        ],
    )
    st.caption(
        section.say("forms_note", factor=neat(results["standardised"].variance / results["raw"].variance))
    )


def _losses(results: dict[InputForm, Trained], place: int) -> go.Figure:
    steps = list(range(UPDATES + 1))
    return curves_figure(
        [
            Curve(_(form), steps, list(each.losses[:, place]), HUES[form], "lines")
            for form, each in results.items()
        ],
        title=_("Loss, update by update"),
        x=Axis(_("updates"), (0, UPDATES)),
        y=Axis(_("training loss"), (0, HIGHEST_LOSS)),
    )


def _last_losses(results: dict[InputForm, Trained], rate: float) -> go.Figure:
    return curves_figure(
        [Curve(_(form), RATES, list(each.losses[-1]), HUES[form]) for form, each in results.items()],
        title=_("Loss after {updates} updates").format(updates=UPDATES),
        x=Axis(_("learning rate η"), (0.002, 4.5), RATES, logarithmic=True),
        y=Axis(_("training loss"), (0, HIGHEST_LOSS)),
        cursor=rate,
    )


def _kept(name: str) -> dict[str, Any]:
    return {"key": f"by_hand_inputs_{name}", "persist_state": "session"}


@st.cache_data(show_spinner=False, max_entries=12)
def _trained(name: str, form: InputForm) -> Trained:
    return train(dataset(name), form)


@st.cache_data(show_spinner=False, max_entries=8)
def _bowls(name: str, unit: str) -> tuple[Bowl, Bowl]:
    return bowls(dataset(name), unit)
