"""Batch Normalization in a convolution: a feature map is a unit, and all its positions are its mini-batch."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import OUTPUT, PLAIN, Hue
from bnviz.figures.lesson.statistics_looks import STATISTICS
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.paper.feature_maps import SIZES, Fluctuation, fluctuation, layers
from bnviz.lessons.paper.plans import BN, convolution
from bnviz.lessons.paper.plans import PLAIN as WITHOUT
from bnviz.lessons.section import Section
from bnviz.ui.datasets import dataset
from bnviz.ui.lesson_run import Trained, trained
from bnviz.ui.live_panel import live_panel
from bnviz.ui.services import services
from bnviz.ui.table import show_table
from bnviz.views.picture import picture
from bnviz.views.views import PROGRESS

KEY = "paper_convolution"
HEAD = (
    N_("layer"),
    N_("map"),
    "m′ = m · p · q",
    N_("γ, β: one pair a map"),
    N_("one pair an activation"),
)
MAPS = (4, 8, 16, 32, 64)
EVEN = Hue("#808080", "circle-open", "dot")
OVER_STEPS = {
    "mean": N_("Mean of Wu, map {number} of layer {layer}"),
    "variance": N_("Variance of Wu, map {number} of layer {layer}"),
}


def draw(section: Section) -> None:
    """Draw the counts, how much a mini-batch's mean varies, and trained networks' feature maps."""
    st.markdown(section.say("maps"))
    size, maps = _sizes()
    _counts(section, size, maps)
    with st.spinner(_("Drawing mini-batches …")):
        found = _fluctuation(services().library.shelf.name)
    live_panel({"mean": _means(found, size)}, (("mean",),), key=f"{KEY}_means")
    st.markdown(_worth(section, found, size))
    st.markdown(section.say("trained"))
    result = trained(convolution(), key=KEY)
    if result is not None:
        _show(section, result)


def _sizes() -> tuple[int, int]:
    left, right = st.columns(2)
    size: int = left.select_slider(
        _("m, images in a mini-batch"),
        (*SIZES[:5], 60, *SIZES[5:]),
        60,
        key=f"{KEY}_size",
        persist_state="session",
    )
    maps: int = right.select_slider(
        _("Feature maps in a layer"), MAPS, 16, key=f"{KEY}_maps", persist_state="session"
    )
    return size, maps


def _counts(section: Section, size: int, maps: int) -> None:
    found = layers(3, maps, size)
    show_table(
        list(map(_, HEAD)),
        [
            (
                str(number),
                f"{layer.side} × {layer.side}",
                f"{size} · {layer.side} · {layer.side} = {layer.values:,}",
                f"{layer.pairs:,}",
                f"{layer.pairs_each:,}",
            )
            for number, layer in enumerate(found, start=1)
        ],
    )


@st.cache_data(show_spinner=False, max_entries=4)
def _fluctuation(name: str) -> Fluctuation:
    return fluctuation(dataset(name))


def _means(found: Fluctuation, size: int) -> go.Figure:
    positions = layers(1, 1, 1)[0].values
    return curves_figure(
        [
            Curve(_("fully connected unit"), SIZES, found.unit, PLAIN),
            Curve(_("feature map"), SIZES, found.map, OUTPUT),
            Curve(
                _("if positions were independent"),
                SIZES,
                1 / np.sqrt(positions * np.array(SIZES)),
                EVEN,
                "lines",
            ),
        ],
        title=_("How much a mini-batch’s mean varies, layer 1"),
        x=Axis(_("m, images in a mini-batch"), (1.7, 600), SIZES, logarithmic=True),
        y=Axis(
            _("standard deviation of μ, in σ"), (0.002, 1), (0.003, 0.01, 0.03, 0.1, 0.3, 1), logarithmic=True
        ),
        cursor=size,
        height=320,
    )


def _worth(section: Section, found: Fluctuation, size: int) -> str:
    side = layers(1, 1, 1)[0].side
    return section.say(
        "worth",
        m=size,
        values=f"{size * side**2:,}",
        positions=side**2,
        worth=f"{found.worth:.0f}",
        total=f"{size * found.worth:,.0f}",
    )


def _show(section: Section, result: Trained) -> None:
    experiment, final = result.run.experiment, result.outcome.final()
    st.markdown(
        section.say(
            "measured", steps=f"{experiment.steps:,}", bn=per_cent(final[BN]), plain=per_cent(final[WITHOUT])
        )
    )
    live_panel(PROGRESS.figures(picture((experiment, result.curves))), PROGRESS.rows, key=f"{KEY}_progress")
    layer, number = _map_choice(result)
    figures = _statistics(result, layer, number)
    live_panel(figures, (tuple(figures),), key=f"{KEY}_statistics")
    st.markdown(_of_map(section, result, layer, number))


def _map_choice(result: Trained) -> tuple[int, int]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        layer: int = st.selectbox(
            _("Layer"),
            list(range(1, result.run.experiment.depth + 1)),
            key=f"{KEY}_layer",
            width=90,
            persist_state="session",
        )
        last = int(result.curves.units["unit"].max())
        label = _("Feature map, 1 to {last}").format(last=last)
        number = st.number_input(label, 1, last, 1, key=f"{KEY}_map", width=170, persist_state="session")
    return layer, int(number)


def _statistics(result: Trained, layer: int, number: int) -> dict[str, go.Figure]:
    """The mean and the variance of a map's mini-batches, and what they are on the running average."""
    units = result.curves.units
    rows = units[(units["arm"] == BN) & (units["layer"] == layer) & (units["unit"] == number)]
    steps = rows["step"].to_numpy()
    return {
        name: curves_figure(
            [
                Curve(
                    _("mini-batch"),
                    steps,
                    rows[f"batch_{column}"].to_numpy(),
                    STATISTICS["batch"],
                    "markers",
                    5,
                ),
                Curve(
                    _("running average"),
                    steps,
                    rows[f"running_{column}"].to_numpy(),
                    STATISTICS["running"],
                    "lines",
                ),
            ],
            title=_(OVER_STEPS[name]).format(number=number, layer=layer),
            x=Axis(_("step"), (0, result.run.steps)),
            y=Axis(_(name)),
        )
        for name, column in ((N_("mean"), "mean"), (N_("variance"), "var"))
    }


def _of_map(section: Section, result: Trained, layer: int, number: int) -> str:
    units, experiment = result.curves.units, result.run.experiment
    chosen = (units["arm"] == BN) & (units["layer"] == layer) & (units["unit"] == number)
    last = units[chosen].iloc[-1]
    of_layer = layers(experiment.depth, experiment.maps, experiment.batch_size)[layer - 1]
    return section.say(
        "of_map",
        values=f"{of_layer.values:,}",
        side=of_layer.side,
        m=experiment.batch_size,
        gamma=digits(last["gamma"]),
        beta=digits(last["beta"]),
    )
