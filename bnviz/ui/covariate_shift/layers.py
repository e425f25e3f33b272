"""Inside the network: the same distance between two steps of one training, and between two mini-batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment.settings import Activation, Initialization
from bnviz.fields import field
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.language import N_, _
from bnviz.lessons.covariate_shift.distances import Distances
from bnviz.lessons.covariate_shift.layers import (
    PAIRS,
    PROBES,
    Place,
    between_mini_batches,
    between_steps,
    first_batches,
    probe,
    probe_accuracy,
    times,
    times_as_far,
)
from bnviz.lessons.covariate_shift.plans import DEPTH_STEPS, MOMENTS, of_depth
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.ui.covariate_shift.arms import HUES, NAMES
from bnviz.ui.lesson_run import Trained, trained
from bnviz.ui.live_panel import live_panel

PLACES: dict[Place, str] = {"after": N_("input to the nonlinearity"), "before": N_("Wu, before BN")}
ACTIVATIONS: tuple[Activation, ...] = ("relu", "tanh", "sigmoid")
SAMPLING = 1.8  # W₁ of two samples of m values lies around 1.8 σ/√m
INITIALIZATIONS: tuple[Initialization, ...] = ("he", "xavier", "gaussian")


Choice = TypeVar("Choice")


class Measured(NamedTuple):
    """Of both arms: distances between two steps and two mini-batches, and the accuracies at both steps."""

    steps: tuple[Distances, ...]
    batches: tuple[Distances, ...]
    accuracies: tuple[tuple[float, float], ...]


def draw(section: Section) -> None:
    """Draw the choice of a network and of two steps, and how far its layers moved between them."""
    st.markdown(section.say("definition"))
    result = trained(of_depth(*_network()), key="covariate_shift_layers")
    if result is None:
        return
    earlier, now, place = _moments()
    measured = _measured(result.run.id, earlier, now, place, result)
    if earlier == now:
        st.info(section.say("same_step", step=now))
    else:
        st.markdown(_steps_in_words(section, measured, earlier, now))
        title = _("Steps {earlier} to {now}").format(earlier=earlier, now=now)
        _panel("steps", measured.steps, title)
    size = result.run.experiment.batch_size
    st.markdown(section.say("mini_batches", pairs=PAIRS, size=size, step=now))
    _panel("batches", measured.batches, _("Mini-batches"))
    sampling = f"{SAMPLING / size**0.5:.2f}"
    last = _growth(section, "last_apart", measured.batches)
    st.markdown(section.say("batches_measured", last=last, size=size, sampling=sampling))


def _network() -> tuple[int, Activation, Initialization]:
    left, middle, right = st.columns(3)
    depth: int = left.slider(
        _("Hidden layers"), 1, 12, 6, key="covariate_shift_layers_depth", persist_state="session"
    )
    with middle:
        activation = _select("activation", ACTIVATIONS)
    with right:
        initialization = _select("initialization", INITIALIZATIONS)
    return depth, activation, initialization


def _select(name: str, options: Sequence[Choice]) -> Choice:
    setting = field(name)
    chosen: Choice = st.selectbox(
        _(setting.title),
        options,
        format_func=lambda value: _(setting.labels[value]),
        help=_(setting.help),
        key=f"covariate_shift_layers_{name}",
        persist_state="session",
    )
    return chosen


def _moments() -> tuple[int, int, Place]:
    left, right = st.columns(2)
    earlier, now = left.select_slider(
        _("From step … to step …"),
        MOMENTS,
        (0, DEPTH_STEPS),
        key="covariate_shift_layers_moments",
        persist_state="session",
    )
    place: Place = right.segmented_control(
        _("Look at"),
        list(PLACES),
        default="after",
        required=True,
        format_func=lambda place: _(PLACES[place]),
        key="covariate_shift_layers_place",
        persist_state="session",
    )
    return earlier, now, place


@st.cache_data(show_spinner=False, max_entries=256)
def _measured(run_id: str, earlier: int, now: int, place: Place, _trained: Trained) -> Measured:
    experiment, digits = _trained.run.experiment, _trained.digits
    images, batches = probe(experiment, digits), first_batches(experiment, digits)
    before, after = ([kept.network for kept in _trained.networks(step)] for step in (earlier, now))
    return Measured(
        tuple(between_steps(*pair, images, place) for pair in zip(after, before, strict=True)),
        tuple(between_mini_batches(network, batches, place) for network in after),
        tuple(
            (probe_accuracy(first, experiment, digits), probe_accuracy(last, experiment, digits))
            for first, last in zip(before, after, strict=True)
        ),
    )


def _panel(name: str, distances: tuple[Distances, ...], title: str) -> None:
    in_deviations = [each.normalised for each in distances]
    in_sigma, raw = _("{title}, in σ").format(title=title), _("{title}, raw").format(title=title)
    figures = {
        f"{name}_normalised": _figure(in_deviations, in_sigma, _("W₁ in σ of the first")),
        f"{name}_raw": _figure([each.raw for each in distances], raw, _("W₁ as it is")),
    }
    live_panel(figures, (tuple(figures),), key=f"covariate_shift_layers_{name}")


def _figure(values: Sequence[np.ndarray], title: str, unit: str) -> go.Figure:
    layers = list(range(1, len(values[0]) + 1))
    top = np.nanmax([1e-9, *(each.max() for each in values)])
    return curves_figure(
        [
            Curve(_(name), layers, each.tolist(), hue)
            for name, each, hue in zip(NAMES, values, HUES, strict=True)
        ],
        title=title,
        x=Axis(_("layer"), (0.7, len(layers) + 0.3), ticks=layers),
        y=Axis(unit, (0, 1.08 * float(top))),
        height=250,
    )


def _steps_in_words(section: Section, measured: Measured, earlier: int, now: int) -> str:
    learned = "; ".join(
        f"{_(name)} {per_cent(first, 0)} → {per_cent(last, 0)}"
        for name, (first, last) in zip(NAMES, measured.accuracies, strict=True)
    )
    return section.say(
        "steps_measured",
        earlier=earlier,
        now=now,
        accuracies=learned,
        count=PROBES,
        last=_growth(section, "last_moved", measured.steps),
    )


def _growth(section: Section, part: str, distances: tuple[Distances, ...]) -> str:
    """How many times as far apart the last layer's values lie as the first one's, of each arm."""
    if len(distances[0].raw) == 1:
        return section.say("one_layer")
    return section.say(part, said="; ".join(map(_growth_of, map(_, NAMES), distances)))


def _growth_of(name: str, distances: Distances) -> str:
    normalised, raw = times_as_far(distances.normalised), times_as_far(distances.raw)
    if normalised is None or raw is None:
        return _("{name}: the first does not differ at all").format(name=name)
    said = _("{name} **{normalised} times** in σ, {raw} times raw")
    return said.format(name=name, normalised=times(normalised), raw=times(raw))
