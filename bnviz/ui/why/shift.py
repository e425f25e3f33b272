"""Shift of gradients: both definitions of internal covariate shift, measured in the same training."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment.settings import Activation
from bnviz.fields import field
from bnviz.figures import measure_figure
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.why.shift import (
    BN,
    DEPTH,
    NETWORKS,
    PLAIN,
    STRETCHES,
    as_much,
    network,
    typical,
    with_relative_change,
)
from bnviz.ui.lesson_run import Trained, trained
from bnviz.ui.live_panel import live_panel
from bnviz.ui.picture import Picture, picture
from bnviz.ui.views import PROGRESS
from bnviz.ui.why.pick import pick

KEY = "why_shift"
SCALES: Mapping[str, tuple[str, str, str]] = {
    "relative": ("shift", "rate", "gradient_change_relative"),
    "raw": ("shift_raw", "rate_raw", "gradient_change"),
}
SCALED = {"relative": "in first σ, in gradients", "raw": "as it is"}
STRETCH_NAMES = {name: f"steps {first} to {last:,}" for name, (first, last) in STRETCHES.items()}
TOLD = {
    "shift": "shift in σ",
    "shift_raw": "shift, raw",
    "gradient_change": "‖G − G′‖",
    "gradient_change_relative": "‖G − G′‖/‖G‖",
    "gradient_cosine": "cos(G, G′)",
}


def draw(section: Section) -> None:
    """Draw the choice of a network, both measures over its steps, and their typical sizes."""
    st.markdown(section.say("definitions"))
    activation, scale = _choices()
    result = trained(network(activation), key=KEY)
    if result is None:
        return
    layers = with_relative_change(result.curves.layers)
    _figures(picture((result.run.experiment, result.curves)), layers, scale)
    st.markdown(section.say("typical"))
    stretch = pick("Over", STRETCH_NAMES, "later", key=f"{KEY}_stretch")
    st.markdown(_table(layers, stretch))
    st.markdown(_verdict(section, layers, stretch, result))


def _choices() -> tuple[Activation, str]:
    with st.container(horizontal=True):
        labels = {name: field("activation").labels[name] for name in NETWORKS}
        activation: Activation = pick("Network", labels, "tanh", key=f"{KEY}_activation")
        return activation, pick("Measured", SCALED, "relative", key=f"{KEY}_scale")


def _figures(shown: Picture, layers: pd.DataFrame, scale: str) -> None:
    shift, rate, change = SCALES[scale]
    figures = {name: _measure(shown, layers, name) for name in (shift, rate, change, "gradient_cosine")}
    figures |= PROGRESS.figures(shown)
    rows = ((shift, change), (rate, "gradient_cosine"), *PROGRESS.rows)
    live_panel(figures, rows, key=f"{KEY}_measures")


def _measure(shown: Picture, layers: pd.DataFrame, name: str) -> go.Figure:
    return measure_figure(layers, shown.styles, measure=name, depth=DEPTH, steps=shown.steps)


def _table(layers: pd.DataFrame, stretch: str) -> str:
    """The medians: a row for each layer and arm."""
    lines = [f"| | {' | '.join(TOLD.values())} |", "|---" * (len(TOLD) + 1) + "|"]
    medians = [typical(layers, measure, stretch) for measure in TOLD]
    for layer in range(DEPTH):
        for arm, name in ((BN, "BN"), (PLAIN, "no BN")):
            cells = " | ".join(f"{values[arm, layer]:.2f}" for values in medians)
            lines.append(f"| layer {layer + 1}, {name} | {cells} |")
    return "\n".join(lines)


def _verdict(section: Section, layers: pd.DataFrame, stretch: str, result: Trained) -> str:
    shift = typical(layers, "shift", stretch)[:, -1]
    with_bn, plain = result.outcome.final()
    return section.say(
        "verdict",
        times=f"{shift[PLAIN] / shift[BN]:.1f}",
        gradients=section.say("as_much" if as_much(layers, stretch) else "less"),
        bn=per_cent(with_bn),
        plain=per_cent(plain),
    )
