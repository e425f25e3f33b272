"""Explosion: how large the gradient is in each layer of a deep network before training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.data import Dataset
from bnviz.data.dataset import PIXELS
from bnviz.fields import field
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import INPUT, OUTPUT, PLAIN
from bnviz.figures.lesson.log_ticks import around
from bnviz.language import N_, _
from bnviz.lessons.covariate_shift.layers import times
from bnviz.lessons.formulas.digits import digits
from bnviz.lessons.section import Section
from bnviz.lessons.why.first_weights import (
    GROWTH,
    Norms,
    Shape,
    digits_batch,
    first_network,
    gradient_norms,
    growth,
    noise_batch,
)
from bnviz.maths import Array
from bnviz.ui.datasets import dataset
from bnviz.ui.live_panel import live_panel
from bnviz.ui.services import services

ARMS = ((N_("no BN"), PLAIN), ("BN", OUTPUT))
WIDTHS = (50, 100, 256, 512)
SIZES = (16, 32, 64, 128, 256)
ACTIVATIONS = ("relu", "leaky_relu", "tanh", "sigmoid", "identity")
GRADIENTS = {"products": N_("of Wu: ‖∂ℓ/∂(Wu)‖"), "weights": N_("of W: ‖∂ℓ/∂W‖")}
INPUTS = (N_("digits"), N_("Gaussian noise"))
RATE = 0.1
DOT = 5  # pixels
TINY = 1e-30  # below this an axis has no room


def draw(section: Section) -> None:
    """Draw the choice of a network, the gradient in each of its layers, and what a step would do."""
    st.markdown(section.say("law", growth=f"{GROWTH:.3f}"))
    shape, size, noise = _asked()
    kind: str = st.segmented_control(
        _("Gradient"),
        list(GRADIENTS),
        default="products",
        required=True,
        format_func=lambda kind: _(GRADIENTS[kind]),
        key="why_explosion_gradient",
        persist_state="session",
    )
    name = services().library.shelf.name
    with st.spinner(_("Going up and down the layers …")):
        norms = _norms(shape, size, noise, name, dataset(name))
    shown = {arm: getattr(each, kind) for arm, each in norms.items()}
    figures = {
        "norms": _figure(_("Gradient in each layer"), _("norm"), shown, law=shape.activation == "relu"),
        "steps": _figure(
            _("A step at rate {rate:g}").format(rate=RATE),
            _("of ‖W‖"),
            {arm: RATE * each.relative for arm, each in norms.items()},
        ),
    }
    live_panel(figures, (tuple(figures),), key="why_explosion_panel")
    st.markdown(_in_words(section, shape, shown, norms["BN"]))


def _asked() -> tuple[Shape, int, bool]:
    """The network, the mini-batch's size, and whether it is noise."""
    columns = st.columns(3)
    depth = columns[0].slider(
        _("Hidden layers"), 2, 50, 30, key="why_explosion_depth", persist_state="session"
    )
    width: int = columns[1].select_slider(
        _("Units in each"), WIDTHS, 256, key="why_explosion_width", persist_state="session"
    )
    size: int = columns[2].select_slider(
        _("Mini-batch"), SIZES, 128, key="why_explosion_size", persist_state="session"
    )
    activation: str = columns[0].selectbox(
        _("Nonlinearity"),
        ACTIVATIONS,
        format_func=lambda name: _(field("activation").labels.get(name, name)),
        key="why_explosion_activation",
        persist_state="session",
    )
    inputs: str = columns[1].segmented_control(
        _("Inputs"),
        INPUTS,
        default="digits",
        required=True,
        format_func=_,
        key="why_explosion_inputs",
        persist_state="session",
    )
    seed = columns[2].number_input(_("Seed"), 1, 99, 1, key="why_explosion_seed", persist_state="session")
    return Shape(depth, width, activation, True, seed), size, inputs == "Gaussian noise"


@st.cache_data(show_spinner=False, max_entries=256)
def _norms(shape: Shape, size: int, noise: bool, name: str, _digits: Dataset) -> dict[str, Norms]:
    """Of each arm; both have the same weights."""
    batch = noise_batch(size, PIXELS, shape.seed) if noise else digits_batch(_digits, size, shape.seed)
    bn = first_network(shape, PIXELS)
    plain = replace(bn, hidden=tuple(layer._replace(gamma=None) for layer in bn.hidden))
    return {"no BN": gradient_norms(plain, batch), "BN": gradient_norms(bn, batch)}


def _figure(title: str, unit: str, values: dict[str, Array], *, law: bool = False) -> go.Figure:
    depth = len(values["BN"])
    layers = list(range(1, depth + 1))
    curves = [Curve(_(arm), layers, np.maximum(values[arm], TINY), hue, size=DOT) for arm, hue in ARMS]
    if law:
        curves.insert(0, Curve(_("predicted"), layers, _predicted(values["BN"]), INPUT, "lines"))
    return curves_figure(
        curves,
        title=title,
        x=Axis(_("layer"), (0.5, depth + 0.5)),
        y=around(Axis(unit), np.array([curve.y for curve in curves])),
        height=310,
    )


def _predicted(norms: Array) -> Array:
    """The law's line through the middle of the measured one, (depth,)."""
    layers = np.arange(len(norms))
    height = np.log(norms) + layers * np.log(GROWTH)
    line: Array = np.exp(np.median(height) - layers * np.log(GROWTH))
    return line


def _in_words(section: Section, shape: Shape, shown: dict[str, Array], bn: Norms) -> str:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = {arm: float(norms[0] / norms[-1]) for arm, norms in shown.items()}
        factors = {arm: growth(norms) for arm, norms in shown.items()}
    return section.say(
        "measured",
        bn=f"{factors['BN']:.3f}",
        plain=f"{factors['no BN']:.3f}",
        bn_ratio=times(ratios["BN"]),
        lawful=_lawful(section, shape),
        plain_ratio=times(ratios["no BN"]),
        rate=f"{RATE:g}",
        first=digits(RATE * float(bn.relative[0])),
        last=digits(RATE * float(bn.relative[-1])),
    )


def _lawful(section: Section, shape: Shape) -> str:
    """What the law says of all layers together; nothing where it does not speak."""
    if shape.activation != "relu":
        return ""
    return f" {section.say('lawful', ratio=times(GROWTH ** (shape.depth - 1)))}"
