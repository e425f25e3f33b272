"""Where Batch Normalization goes: both orders on one layer's real numbers, and the way of a convolution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.hues import OUTPUT, PLAIN, Hue
from bnviz.figures.lesson.maps import maps_figure
from bnviz.figures.lesson.two_histograms import two_histograms
from bnviz.language import N_, _
from bnviz.lessons.by_hand.numbers import given, neat, without_noise
from bnviz.lessons.by_hand.placement import (
    FILTERS,
    IMAGES,
    MINI_BATCH,
    UNITS,
    Convolution,
    Order,
    broken,
    constant_units,
    convolution,
    moved,
    orders,
    pre_activations,
    shape_of,
)
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.ui.datasets import dataset
from bnviz.ui.live_panel import live_panel
from bnviz.ui.services import services
from bnviz.ui.table import show_table

NAMES = {"relu": "ReLU", "sigmoid": N_("sigmoid")}
MEASURES = (N_("mean"), "σ", N_("skewness (size)"), N_("excess kurtosis"), N_("exactly 0"))
DEVIATIONS = (0.01, 0.03, 0.05, 0.1, 0.2, 0.3)
EDGES = np.linspace(-4, 6, 81)
FARTHEST = 4  # pixels; MNIST leaves four around each digit


def draw(section: Section) -> None:
    """Draw both orders, then the convolution."""
    name = services().library.shelf.name
    st.markdown(section.say("orders"))
    _draw_orders(section, name)
    st.divider()
    st.markdown(section.say("convolution"))
    _draw_convolution(section, name)


def _draw_orders(section: Section, name: str) -> None:
    with st.container(horizontal=True, key="by_hand_placement_choices"):
        activation = st.segmented_control(
            _("Nonlinearity g"),
            list(NAMES),
            default="relu",
            format_func=lambda name: _(NAMES[name]),
            required=True,
            **_kept("g"),
        )
        deviation = st.select_slider(
            _("σ of the weights"), DEVIATIONS, 0.05, format_func=given, **_kept("scale"), width=300
        )
    before, after = orders(_values(name, deviation), activation)
    live_panel(
        {
            "before": _histograms(before, "Wu → BN → g", OUTPUT),
            "after": _histograms(after, "Wu → g → BN", PLAIN),
        },
        (("before", "after"),),
        key="by_hand_placement_orders",
    )
    left, right = st.columns(2)
    with left:
        _table(_("BN first"), ("Wu", "g(BN(Wu))"), before)
    with right:
        _table(_("g first"), ("g(Wu)", "BN(g(Wu))"), after)
    _tell_units_that_are_off(section, after)
    st.caption(section.say("orders_note"))


def _table(title: str, names: tuple[str, str], order: Order) -> None:
    shapes = zip(map(_, MEASURES), _shape(order.given), _shape(order.output), strict=True)
    show_table((title, *names), [list(row) for row in shapes])


def _tell_units_that_are_off(section: Section, after: Order) -> None:
    off, zeros = constant_units(after.given), per_cent(shape_of(after.output).zeros)
    if off:
        st.markdown(section.say("off", count=off, units=UNITS, digits=IMAGES, share=zeros))


def _histograms(order: Order, title: str, hue: Hue) -> go.Figure:
    return two_histograms(
        EDGES,
        _shares(order.normalised),
        _shares(order.output),
        names=(_("x̂ inside BN"), _("to the next layer")),
        hue=hue,
        title=title,
        axis=_("value"),
        logarithmic=True,
    )


def _shares(values: Array) -> Array:
    return np.histogram(values, EDGES)[0] / values.size


def _shape(values: Array) -> Sequence[str]:
    shape = shape_of(values)
    numbers = (without_noise(shape.mean, shape.deviation), shape.deviation, shape.skewness, shape.kurtosis)
    return [*map(neat, numbers), per_cent(shape.zeros)]


def _draw_convolution(section: Section, name: str) -> None:
    made = _convolved(name)
    with st.container(horizontal=True, key="by_hand_placement_digit"):
        digit, move, far = _("Digit of the mini-batch"), _("Move it to the right by"), _("%d pixels")
        place = st.slider(digit, 1, MINI_BATCH, 1, **_kept("place"), width=300) - 1
        pixels = st.slider(move, 0, FARTHEST, 2, format=far, **_kept("pixels"), width=300)
    plain, per_map, per_activation = moved(made, dataset(name), place, pixels)
    shown = {"Wu": plain, _("BN per map"): per_map, _("BN per activation"): per_activation}
    live_panel(
        {
            "maps": maps_figure(
                shown,
                [*map(_, FILTERS)],
                title=_("Feature maps of one digit"),
                subtitle=_("blue above 0, orange below; a scale for each row"),
            )
        },
        (("maps",),),
        key="by_hand_placement_maps",
    )
    still_map, still_activation = moved(made, dataset(name), place, 0)[1:]
    st.markdown(
        section.say(
            "moved",
            pixels=pixels,
            map=neat(without_noise(broken(still_map, per_map, pixels), 1)),
            activation=neat(without_noise(broken(still_activation, per_activation, pixels), 1)),
        )
    )
    _counts(section, made)


def _counts(section: Section, made: Convolution) -> None:
    """Each map's own numbers, and how many parameters each way has."""
    m, count, p, q = made.maps.shape
    kept = made.per_map.statistics
    rows = [
        [_(name), neat(float(kept.mean[place])), neat(float(kept.variance[place])), f"{made.together:,}"]
        for place, name in enumerate(FILTERS)
    ]
    show_table((_("map"), r"$\mu_B$", r"$\sigma_B^2$", r"$m' = m \cdot p \cdot q$"), rows)
    st.markdown(
        section.say(
            "counts",
            m=m,
            p=p,
            q=q,
            together=f"{made.together:,}",
            maps=count,
            few=2 * count,
            many=f"{2 * count * p * q:,}",
        )
    )


def _kept(name: str) -> dict[str, Any]:
    return {"key": f"by_hand_placement_{name}", "persist_state": "session"}


@st.cache_data(show_spinner=False, max_entries=12)
def _values(name: str, deviation: float) -> Array:
    return pre_activations(dataset(name), deviation)


@st.cache_resource(show_spinner=False, max_entries=2)
def _convolved(name: str) -> Convolution:
    return convolution(dataset(name))
