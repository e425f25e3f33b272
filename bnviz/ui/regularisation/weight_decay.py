"""Weight decay with Batch Normalization and without, on γ and β too, and what it does to ‖W‖."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import GRADIENT, INPUT, NORMALISED, OUTPUT, PLAIN
from bnviz.figures.lesson.repeats import Repeats, repeats_figure
from bnviz.language import _
from bnviz.lessons.formulas.digits import digits
from bnviz.lessons.regularisation.plans import DECAYS, STEPS, of_decay, of_norms, seeds
from bnviz.lessons.regularisation.repeats import Measure, paired, scores
from bnviz.lessons.regularisation.weight_norms import effective_rate, weight_norms
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.runs.outcome import Outcome
from bnviz.ui.lesson_run import trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.regularisation.repeated import amount, axis, difference_text, measure_choice

KEY = "regularisation_weight_decay"
SECONDS, ONCE = 5, 5  # of one repetition, and of the training with all layers, on one core
HUES = (INPUT, NORMALISED, OUTPUT, GRADIENT)
"""One for each decay."""


def draw(section: Section) -> None:
    """Draw the scores against the decay, and the length of the weights that it leaves."""
    images, times = amount(KEY, SECONDS, ONCE)
    plans = [*(of_decay(images, seed) for seed in seeds(times)), of_norms(images)]
    plan = section.say("plan", networks=len(plans[0].arms), times=times, recorded=len(plans[-1].arms))
    finished = trained_all(plans, key=KEY, plan=plan)
    if finished is None:
        return
    *repetitions, recorded = [each.outcome for each in finished]
    measure = measure_choice(KEY)
    _scores(section, scores(repetitions, measure), measure)
    st.markdown(section.say("norms"))
    _norms(section, recorded)


def _scores(section: Section, scored: Array, measure: Measure) -> None:
    count = len(DECAYS)
    plain, weights = scored[:count], scored[count : 2 * count]
    everything = np.concatenate([weights[:1], scored[2 * count :]])
    places = range(len(DECAYS))
    figure = repeats_figure(
        [
            Repeats(_("no BN"), places, plain, PLAIN),
            Repeats(_("BN, γ and β too"), places, everything, NORMALISED),
            Repeats(_("BN, weights only"), places, weights, OUTPUT),
        ],
        title=_("Weight decay of each strength"),
        x=Axis(_("weight decay λ")),
        y=axis(measure),
        labels=[f"{decay:g}" for decay in DECAYS],
        height=330,
    )
    live_panel({"decays": figure}, (("decays",),), key=f"{KEY}_figures")
    decay: float = st.segmented_control(
        _("Decay to compare with none"),
        DECAYS[1:],
        default=DECAYS[2],
        required=True,
        key=f"{KEY}_decay",
        persist_state="session",
    )
    place = DECAYS.index(decay)
    pairs = {
        "bn": (weights[place], weights[0]),
        "plain": (plain[place], plain[0]),
        "less": (weights[place - 1], weights[place]),
        "all": (everything[place], weights[place]),
    }
    said = {name: difference_text(section, measure, paired(*pair)) for name, pair in pairs.items()}
    st.markdown(section.say("measured", decay=f"{decay:g}", smaller=f"{DECAYS[place - 1]:g}", **said))


def _norms(section: Section, recorded: Outcome) -> None:
    experiment = recorded.run.experiment
    layer: int = st.segmented_control(
        _("Layer"),
        range(1, experiment.depth + 1),
        default=2,
        required=True,
        key=f"{KEY}_layer",
        persist_state="session",
    )
    steps, norms = weight_norms(recorded.table("layers"), layer)
    rates = effective_rate(norms, experiment.arms[0].learning_rate)
    length, rate = _("‖W‖ of layer {layer}"), _("Effective learning rate of layer {layer}")
    figures = {
        "norm": _way(steps, norms, length.format(layer=layer), "‖W‖"),
        "rate": _way(steps, rates, rate.format(layer=layer), "η / ‖W‖²"),
    }
    live_panel(figures, (tuple(figures),), key=f"{KEY}_norm_figures")
    st.markdown(
        section.say(
            "effective",
            layer=layer,
            start=digits(norms[0, 0]),
            without=digits(norms[-1, 0]),
            strongest=f"{DECAYS[-1]:g}",
            decayed=digits(norms[-1, -1]),
            times=f"{rates[-1, -1] / rates[-1, 0]:.0f}",
        )
    )


def _way(steps: Array, values: Array, title: str, unit: str) -> go.Figure:
    curves = [
        Curve(f"λ = {decay:g}", steps, of_arm, hue, mode="lines")
        for decay, of_arm, hue in zip(DECAYS, values.T, HUES, strict=True)
    ]
    return curves_figure(
        curves,
        title=title,
        x=Axis(_("step"), (0, STEPS)),
        y=Axis(_("{unit} (logarithmic)").format(unit=unit), ticks=_ticks(values), logarithmic=True),
    )


def _ticks(values: Array) -> list[float]:
    """1, 2 and 5 of each power of ten that the values reach."""
    first, last = (math.floor(math.log10(end)) for end in (values.min(), values.max()))
    return [digit * 10.0**power for power in range(first, last + 1) for digit in (1, 2, 5)]
