"""Larger steps: what BN gains at each learning rate, and what a large step does to a deep network."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.data import Dataset
from bnviz.data.dataset import PIXELS
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.language import N_, _, ngettext
from bnviz.lessons.formulas.digits import digits as in_digits
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.why.first_weights import Shape, Spreads, spreads_on_the_way
from bnviz.lessons.why.rates import ENOUGH, RATES, SIZES, SMALL, Gain, at_rates, gain
from bnviz.ui.datasets import dataset
from bnviz.ui.lesson_run import trained
from bnviz.ui.live_panel import live_panel
from bnviz.ui.services import services

ARMS = ((N_("no BN"), PLAIN, False), ("BN", OUTPUT, True))
PLACES = {"after": N_("input to the nonlinearity"), "before": N_("Wu, before BN")}
SPREADS = {"after": N_("σ of input to the nonlinearity"), "before": N_("σ of Wu")}
STEP_RATES = (0.03, 0.1, 0.3, 1.0, 3.0)
MOST_STEPS = 10
LIMITS = (1e-2, 1e8)


def draw(section: Section) -> None:
    """Draw the accuracies over the learning rates, and below the values in a deep network's layers."""
    st.markdown(section.say("trade"))
    depth: int = st.segmented_control(
        _("Hidden layers"),
        list(SIZES),
        default=12,
        required=True,
        format_func=lambda depth: f"{depth} × {SIZES[depth]} ReLU",
        key="why_larger_steps_depth",
        persist_state="session",
    )
    result = trained(at_rates(depth), key="why_larger_steps")
    if result is not None:
        found = gain(result.outcome.final("test_accuracy"))
        live_panel({"rates": _rates_figure(found)}, (("rates",),), key="why_larger_steps_rates")
        st.markdown(_in_words(section, found))
    _first_steps(section, depth)


def _rates_figure(found: Gain) -> go.Figure:
    values = {"no BN": found.plain, "BN": found.bn}
    return curves_figure(
        [Curve(_(name), RATES, values[name], hue) for name, hue, has_bn in ARMS],
        title=_("Test accuracy at the end"),
        x=Axis(_("learning rate"), (RATES[0] / 1.3, RATES[-1] * 1.3), RATES, logarithmic=True),
        y=Axis(_("right"), (0, 1.03), percent=True),
    )


def _in_words(section: Section, found: Gain) -> str:
    return section.say(
        "measured",
        small=f"{SMALL:g}",
        best_rate=f"{found.best_rate:g}",
        bn_rate=f"{RATES[found.bn.index(max(found.bn))]:g}",
        bn_small=per_cent(found.bn[0]),
        plain_small=per_cent(found.plain[0]),
        small_gain=_points(found.plain[0], found.bn[0]),
        bn_there=per_cent(found.bn[RATES.index(found.best_rate)]),
        plain_best=per_cent(max(found.plain)),
        there_gain=_points(max(found.plain), found.bn[RATES.index(found.best_rate)]),
        bn_best=per_cent(max(found.bn)),
        best_gain=_points(max(found.plain), max(found.bn)),
        verdict=section.say(_verdict(found)),
    )


def _points(plain: float, bn: float) -> str:
    """The difference of two accuracies as they are shown, so that whoever subtracts finds the same."""
    return f"{round(100 * bn, 1) - round(100 * plain, 1):+.1f}".replace("-", "−")


def _verdict(found: Gain) -> str:
    if found.at_small >= ENOUGH:
        return "is_not_the_rate"
    return "is_the_rate" if found.is_the_rate else "hardly_any_gain"


def _first_steps(section: Section, depth: int) -> None:
    """Draw how large the values in each layer are after a few steps from the first weights."""
    st.markdown(section.say("explode", depth=depth, width=SIZES[depth]))
    left, middle, right = st.columns(3)
    rate: float = left.select_slider(
        _("Learning rate"), STEP_RATES, 3.0, key="why_larger_steps_rate", persist_state="session"
    )
    steps = middle.slider(
        _("Steps made"), 0, MOST_STEPS, 2, key="why_larger_steps_steps", persist_state="session"
    )
    place: str = right.segmented_control(
        _("Look at"),
        list(PLACES),
        default="after",
        required=True,
        format_func=lambda place: _(PLACES[place]),
        key="why_larger_steps_place",
        persist_state="session",
    )
    name = services().library.shelf.name
    with st.spinner(_("Making the first steps …")):
        now = {arm: _way(depth, bn, rate, name, dataset(name))[steps] for arm, hue, bn in ARMS}
    figures = {"spreads": _spreads_figure(now, place, steps)}
    live_panel(figures, (("spreads",),), key="why_larger_steps_spreads")
    said = {"bn": now["BN"], "plain": now["no BN"]}
    lasts = {f"{key}_last": _size(float(getattr(each, place)[-1])) for key, each in said.items()}
    losses = {f"{key}_loss": _size(each.loss) for key, each in said.items()}
    st.markdown(section.say("after_steps", steps=_steps(steps), **lasts, **losses))


@st.cache_data(show_spinner=False, max_entries=32)
def _way(depth: int, normalised: bool, rate: float, name: str, _digits: Dataset) -> list[Spreads]:
    shape = Shape(depth, SIZES[depth], "relu", normalised)
    return spreads_on_the_way(shape, rate, MOST_STEPS, PIXELS, _digits)


def _steps(count: int) -> str:
    return ngettext("{count} step", "{count} steps", count).format(count=count)


def _size(value: float) -> str:
    """Four digits; what lies beyond the figure is just said to."""
    if math.isfinite(value) and value > LIMITS[1]:
        return _("more than 10⁸")
    return in_digits(value)


def _spreads_figure(now: dict[str, Spreads], place: str, steps: int) -> go.Figure:
    values = {arm: np.asarray(getattr(each, place)) for arm, each in now.items()}
    layers = list(range(1, len(values["BN"]) + 1))
    return curves_figure(
        [
            Curve(_(arm), layers, np.where(np.isfinite(values[arm]), values[arm], math.nan), hue)
            for arm, hue, has_bn in ARMS
        ],
        title=_("Spread after {steps}").format(steps=_steps(steps)),
        x=Axis(_("layer"), (0.7, len(layers) + 0.3), ticks=layers),
        y=Axis(_(SPREADS[place]), LIMITS, logarithmic=True),
    )
