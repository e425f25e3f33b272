"""Weights multiplied by a number: Batch Normalization gives the same, and the gradient is divided by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from bnviz.data import input_form
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import OUTPUT, PLAIN
from bnviz.language import N_, _
from bnviz.lessons.by_hand.numbers import given, neat
from bnviz.lessons.by_hand.scale import (
    FACTORS,
    LEARNING_RATE,
    Layer,
    Scaled,
    cosine,
    layer_of,
    norm,
    scaled,
    toy_layer,
)
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.maths.batch_norm import EPSILON
from bnviz.ui.datasets import dataset
from bnviz.ui.live_panel import live_panel
from bnviz.ui.services import services
from bnviz.ui.table import show_table

TOY, DIGITS = N_("toy numbers (8 × 5)"), N_("32 real digits")
POSITIVE, NEGATIVE = "a > 0", "a < 0"
DIGITS_COUNT = 32
SMALL = 0.01  # what ε changes by less is called equal
HEAD = (
    "",
    N_("BN, ratio"),
    N_("no BN, ratio"),
    "BN, W",
    "BN, aW",
    N_("no BN, W"),
    N_("no BN, aW"),
)
SPREAD, GRADIENT = N_("standard deviation of the output"), "‖∂ℓ/∂(aW)‖"


def draw(section: Section) -> None:
    """Draw the choices, what comes out, and the norms of the gradients."""
    layer, factor, epsilon = _choose()
    first = scaled(layer, 1, batch_norm=True, epsilon=epsilon)
    then = scaled(layer, factor, batch_norm=True, epsilon=epsilon)
    holds = _compared(section, factor, first, then)
    _figures(layer, factor, epsilon)
    plain = [scaled(layer, each, batch_norm=False) for each in (1, factor)]
    show_table([*map(_, HEAD)], _rows(first, then, *plain))
    st.markdown(section.say("epsilon", **_share(epsilon, then)))
    st.markdown(section.say("growth"))
    angle = np.degrees(np.arccos(cosine(factor * layer.weight, then.to_weight)))
    st.markdown(section.say("right_angle" if holds else "no_right_angle", angle=f"{angle:.2f}°"))


def _choose() -> tuple[Layer, float, float]:
    """The layer with its mini-batch, a, and ε."""
    with st.container(horizontal=True, key="by_hand_scale_choices"):
        source = st.segmented_control(
            _("Mini-batch u"), (TOY, DIGITS), default=TOY, format_func=_, required=True, **_kept("source")
        )
        sign = st.segmented_control(
            _("Sign"), (POSITIVE, NEGATIVE), default=POSITIVE, required=True, **_kept("sign")
        )
        epsilon = st.segmented_control(
            "ε", (EPSILON, 0.0), default=EPSILON, format_func=given, required=True, **_kept("epsilon")
        )
    size = st.select_slider(
        _("|a|, the factor on all weights W"), FACTORS, 10.0, format_func=given, **_kept("a")
    )
    layer = toy_layer() if source == TOY else _of_digits(services().library.shelf.name)
    return layer, size if sign == POSITIVE else -size, epsilon


def _kept(name: str) -> dict[str, Any]:
    return {"key": f"by_hand_scale_{name}", "persist_state": "session"}


@st.cache_data(show_spinner=False)
def _of_digits(name: str) -> Layer:
    """A layer whose inputs are the first training images, with pixels from 0 to 1."""
    digits = dataset(name)
    images = digits.train_images[:DIGITS_COUNT]
    return layer_of(input_form("raw", digits).apply(images).astype(float))


def _compared(section: Section, factor: float, first: Scaled, then: Scaled) -> bool:
    """Tell whether the layer with aW gives what it gives with W, or the mirror image of it."""
    difference = np.abs(then.output - np.sign(factor) * first.output).max()
    largest = np.abs(first.output).max()
    holds = bool(difference < SMALL * largest)
    part = "different" if not holds else "same" if factor > 0 else "negative"
    numbers = {"difference": neat(float(difference)), "largest": neat(float(largest))}
    st.markdown(section.say(part, factor=given(factor), **numbers))
    return holds


def _figures(layer: Layer, factor: float, epsilon: float) -> None:
    """The output's spread and the gradient's norm for all factors, both axes logarithmic."""
    with_bn, without = (
        [scaled(layer, each, batch_norm=kind, epsilon=epsilon) for each in FACTORS] for kind in (True, False)
    )
    x = Axis("|a|", (FACTORS[0], FACTORS[-1]), (0.01, 0.1, 1, 10, 100), logarithmic=True)
    figures = {
        title: curves_figure(
            [
                Curve(_("no BN"), FACTORS, [measure(each) for each in without], PLAIN),
                Curve("BN", FACTORS, [measure(each) for each in with_bn], OUTPUT),
            ],
            title=_(title)[0].upper() + _(title)[1:],
            x=x,
            y=Axis(_(title), logarithmic=True),
            cursor=abs(factor),
        )
        for title, measure in ((SPREAD, _spread), (GRADIENT, _gradient))
    }
    live_panel(figures, ((SPREAD, GRADIENT),), key="by_hand_scale")


def _spread(found: Scaled) -> float:
    return found.spread


def _gradient(found: Scaled) -> float:
    return norm(found.to_weight)


def _rows(*found: Scaled) -> list[list[str]]:
    """A row for each measure: the ratios first, which a phone has to show, then what they are made of."""
    measures = {
        _("spread of the output"): [each.spread for each in found],
        _("size of the weights"): [each.weight_norm for each in found],
        _("size of ∂ℓ/∂W"): [norm(each.to_weight) for each in found],
        _("size of ∂ℓ/∂u"): [norm(each.to_inputs) for each in found],
        _("relative step at η = {rate:g}").format(rate=LEARNING_RATE): [each.relative_step for each in found],
    }
    return [
        [name, _ratio(*sizes[:2]), _ratio(*sizes[2:]), *map(neat, sizes)] for name, sizes in measures.items()
    ]


def _ratio(one: float, other: float) -> str:
    return f"**×\N{NO-BREAK SPACE}{neat(other / one)}**"


def _share(epsilon: float, then: Scaled) -> dict[str, str]:
    return {"variance": neat(then.variance), "epsilon": given(epsilon), "share": per_cent(then.spread)}
