"""How much the mini-batch statistics of a unit vary, against the size of the mini-batches."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import INPUT, NORMALISED, OUTPUT
from bnviz.figures.lesson.two_histograms import two_histograms
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.regularisation.noise import (
    MOST_IMAGES,
    MOST_VALUES,
    SIZES,
    bell,
    bins,
    kurtosis_of,
    margin_of_deviation,
    margin_of_mean,
    measured,
    predicted,
    shuffled,
    statistics_of,
    unit_values,
    without_replacement,
)
from bnviz.lessons.section import Section
from bnviz.lessons.test_time.network import BN, CHECKPOINTS, EXPERIMENT
from bnviz.maths import Array
from bnviz.ui.lesson_run import Trained, trained
from bnviz.ui.live_panel import live_panel
from bnviz.ui.test_time.unit_choice import unit_choice

KEY = "regularisation_noise"
NOISE = (
    (N_("Noise of the mini-batch mean"), "σ/√m", "σ"),
    (N_("Noise of the mini-batch variance"), "σ²√((κ−1)/m)", "σ²"),
)
"""Of μ_B and of σ²_B: what it is called, the rule that predicts it, and its unit."""


def draw(section: Section) -> None:
    """Draw the choice of a unit and of m, the noise of its statistics against m, and μ_B for this m."""
    st.markdown(section.say("network"))
    found = trained(EXPERIMENT, key=KEY)
    if found is None:
        return
    layer, unit, images, size = _choose(found)
    with st.spinner(_("Asking the network …")):
        values = _values(found.run.id, found)[layer - 1][:images, unit - 1]
    epochs = _epochs(found.run.id, layer, unit, images, values)
    figures = {
        "mean": _against_size(epochs, size, 0),
        "variance": _against_size(epochs, size, 1),
        "histogram": _histogram(epochs, size),
    }
    live_panel(figures, (("mean", "variance"), ("histogram",)), key=f"{KEY}_figures")
    st.markdown(_in_words(section, epochs, size))


def _choose(found: Trained) -> tuple[int, int, int, int]:
    """Layer, unit, how many images are drawn from, and m."""
    most = min(MOST_IMAGES, len(found.digits.train_labels))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        layer, unit = unit_choice(KEY)
        images: int = st.segmented_control(
            _("Training images to draw from"),
            (1_000, most),
            default=most,
            required=True,
            format_func=lambda count: f"{count:,}",
            key=f"{KEY}_images",
            persist_state="session",
        )
        size: int = st.select_slider(
            _("m, images in a mini-batch"), SIZES, 64, key=f"{KEY}_size", width=320, persist_state="session"
        )
    return layer, unit, images, size


@st.cache_resource(show_spinner=False, max_entries=2)
def _values(run_id: str, _found: Trained) -> list[Array]:
    network, running = _found.networks(CHECKPOINTS[-1])[BN]
    return unit_values(network, running, _found.digits)


@st.cache_resource(show_spinner=False, max_entries=8)
def _epochs(run_id: str, layer: int, unit: int, images: int, _values: Array) -> Array:
    return shuffled(_values, MOST_VALUES // len(_values))


def _against_size(epochs: Array, size: int, which: int) -> go.Figure:
    """The noise of μ_B (0) or of σ²_B (1), measured and predicted."""
    kurtosis = kurtosis_of(epochs[0])
    title, rule, unit = NOISE[which]
    points = [measured(epochs, each)[which] for each in SIZES]
    line = [predicted(each, kurtosis)[which] for each in SIZES]
    return curves_figure(
        [
            Curve(rule, SIZES, line, INPUT, mode="lines"),
            Curve(_("measured"), SIZES, points, (OUTPUT, NORMALISED)[which], mode="markers"),
        ],
        title=_(title),
        x=Axis(_("m (logarithmic)"), (1.7, 620), SIZES, logarithmic=True),
        y=Axis(
            _("standard deviation, in {unit}").format(unit=unit),
            (0.02, 3),
            (0.03, 0.1, 0.3, 1, 3),
            logarithmic=True,
        ),
        cursor=size,
    )


def _histogram(epochs: Array, size: int) -> go.Figure:
    """μ_B of all mini-batches of a size, and the bell that is predicted."""
    deviation = size**-0.5
    edges = bins(deviation)
    means = (statistics_of(epochs, size).mean - epochs[0].mean()) / epochs[0].std()
    shares = np.histogram(means, edges)[0] / len(means)
    return two_histograms(
        edges,
        bell(edges, deviation),
        shares,
        names=(_("predicted"), _("measured")),
        hue=OUTPUT,
        title=_("The means of {count:,} mini-batches of {size}").format(count=len(means), size=size),
        axis=_("distance from the mean of all images, in σ"),
    )


def _in_words(section: Section, epochs: Array, size: int) -> str:
    images, kurtosis, population = epochs.shape[1], kurtosis_of(epochs[0]), epochs[0].var()
    means, variances = statistics_of(epochs, size)
    (mean, variance), (rule, rule_of_variance) = measured(epochs, size), predicted(size, kurtosis)
    factor = without_replacement(size, images)
    return section.say(
        "measured",
        size=size,
        mini_batches=f"{len(means):,}",
        images=f"{images:,}",
        mean=f"{mean:.4f}",
        mean_margin=f"{margin_of_deviation(means) / population**0.5:.4f}",
        rule=f"{rule:.4f}",
        variance=f"{variance:.4f}",
        variance_margin=f"{margin_of_deviation(variances) / population:.4f}",
        rule_of_variance=f"{rule_of_variance:.4f}",
        kurtosis=digits(kurtosis),
        factor=f"{factor:.4f}",
        taken=per_cent(1 - factor, 2),
        corrected=f"{rule * factor:.4f}",
        low=per_cent(float(variances.mean() / population), 2),
        low_margin=per_cent(margin_of_mean(variances) / population, 2),
        lower=per_cent(1 - 1 / size, 2),
    )
