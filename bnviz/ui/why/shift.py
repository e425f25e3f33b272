"""Shift of gradients: both definitions of internal covariate shift, measured in the same training."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment import Experiment
from bnviz.experiment.settings import Activation
from bnviz.fields import field
from bnviz.figures import measure_figure
from bnviz.language import N_, _
from bnviz.lessons.covariate_shift.layers import times
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
from bnviz.ui.lesson_run import Trained, trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.why.pick import pick
from bnviz.views.picture import Picture, picture
from bnviz.views.views import PROGRESS

KEY = "why_shift"
SCALES: Mapping[str, tuple[str, str, str]] = {
    "relative": ("shift", "rate", "gradient_change_relative"),
    "raw": ("shift_raw", "rate_raw", "gradient_change"),
}
SCALED = {"relative": N_("in first σ, in gradients"), "raw": N_("as it is")}
PANELS = {
    "sizes": N_("how far, how much"),
    "ways": N_("how fast, which way"),
    "progress": N_("loss and accuracy"),
}
HEIGHT = 230  # pixels of a figure that has the whole width
ARMS = {"with": BN, "without": PLAIN}
TOLD = {
    "shift": N_("shift in σ"),
    "shift_raw": N_("shift, raw"),
    "gradient_change": "‖G − G′‖",
    "gradient_change_relative": "‖G − G′‖/‖G‖",
    "gradient_cosine": "cos(G, G′)",
}


def draw(section: Section) -> None:
    """Draw the choice of a network, both measures over its steps, and their typical sizes."""
    st.markdown(section.say("definitions"))
    activation, scale = _choices()
    experiment = network(activation)
    finished = trained_all([experiment], key=KEY, plan=_plan(section, experiment))
    if finished is None:
        return
    (result,) = finished
    layers = with_relative_change(result.curves.layers)
    panels = pick(_("Figures"), PANELS, "sizes", key=f"{KEY}_panels")
    _figures(picture((result.run.experiment, result.curves)), layers, scale, panels)
    st.markdown(section.say("typical"))
    stretch = pick(_("Over"), _stretches(), "later", key=f"{KEY}_stretch")
    st.markdown(_table(layers, stretch))
    st.markdown(_verdict(section, layers, stretch, result))


def _stretches() -> Mapping[str, str]:
    said = _("steps {first} to {last:,}")
    return {name: said.format(first=first, last=last) for name, (first, last) in STRETCHES.items()}


def _choices() -> tuple[Activation, str]:
    with st.container(horizontal=True):
        labels = {name: field("activation").labels[name] for name in NETWORKS}
        activation: Activation = pick(_("Network"), labels, "tanh", key=f"{KEY}_activation")
        return activation, pick(_("Measured"), SCALED, "relative", key=f"{KEY}_scale")


def _plan(section: Section, experiment: Experiment) -> str:
    return section.say(
        "plan",
        depth=experiment.depth,
        units=experiment.units,
        activation=_(field("activation").labels[experiment.activation]),
        weights=_(field("initialization").labels[experiment.initialization]),
        rate=f"{experiment.arms[BN].learning_rate:g}",
        steps=f"{experiment.steps:,}",
        size=experiment.batch_size,
    )


def _figures(shown: Picture, layers: pd.DataFrame, scale: str, panels: str) -> None:
    shift, rate, change = SCALES[scale]
    if panels == "progress":
        figures, rows = PROGRESS.figures(shown), PROGRESS.rows
    else:
        names = (shift, change) if panels == "sizes" else (rate, "gradient_cosine")
        figures, rows = {name: _measure(shown, layers, name) for name in names}, [[name] for name in names]
    live_panel(figures, rows, key=f"{KEY}_measures")


def _measure(shown: Picture, layers: pd.DataFrame, name: str) -> go.Figure:
    figure = measure_figure(layers, shown.styles, measure=name, depth=DEPTH, steps=shown.steps)
    figure.layout.height = HEIGHT
    if name == "gradient_cosine":  # hardly ever below 0
        figure.layout.yaxis.range = (min(0.0, float(layers[name].min())), 1.02)
    return figure


def _table(layers: pd.DataFrame, stretch: str) -> str:
    """The medians: a row for each layer and arm."""
    lines = [f"| | {' | '.join(map(_, TOLD.values()))} |", "|---" * (len(TOLD) + 1) + "|"]
    medians = [typical(layers, measure, stretch) for measure in TOLD]
    for layer in range(DEPTH):
        for arm, name in ((BN, "BN"), (PLAIN, _("no BN"))):
            cells = " | ".join(f"{values[arm, layer]:.2f}" for values in medians)
            title = _("layer {layer}, {name}").format(layer=layer + 1, name=name)
            lines.append(f"| {title} | {cells} |")
    return "\n".join(lines)


def _verdict(section: Section, layers: pd.DataFrame, stretch: str, result: Trained) -> str:
    shift = typical(layers, "shift", stretch)[:, -1]
    change = typical(layers, "gradient_change_relative", stretch)
    said = {f"{name}_{k + 1}": f"{change[arm, k]:.2f}" for name, arm in ARMS.items() for k in range(1, DEPTH)}
    with_bn, plain = result.outcome.final()
    return section.say(
        "verdict",
        times=times(shift[PLAIN] / shift[BN]),
        **said,
        gradients=section.say("as_much" if as_much(layers, stretch) else "less"),
        bn=per_cent(with_bn),
        plain=per_cent(plain),
    )
