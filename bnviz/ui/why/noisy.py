"""Noisy BN: the same noise with Batch Normalization and without, in three networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment import Arm, Experiment
from bnviz.experiment.settings import Normalization
from bnviz.fields import field
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.repeats import Repeats, repeats_figure
from bnviz.language import N_, _
from bnviz.lessons.covariate_shift.layers import first_batches
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.regularisation.repeats import paired, scores
from bnviz.lessons.section import Section
from bnviz.lessons.why.noisy import (
    INSIDE_STEPS,
    KINDS,
    STRENGTHS,
    NetworkName,
    by_chance,
    by_strength,
    looked_into,
    noisy_arms,
    restlessness,
)
from bnviz.maths import Array
from bnviz.ui.lesson_run import Trained, trained_all
from bnviz.ui.live_panel import live_panel
from bnviz.ui.regularisation.repeated import difference_text
from bnviz.ui.why.looks import named_hues
from bnviz.ui.why.pick import pick, pick_times, seeds_text

KEY = "why_noisy"
SECONDS = 12  # of one repetition, on one core
NAMES: dict[NetworkName, str] = {
    "sigmoid": N_("3 sigmoid layers"),
    "relu": N_("3 ReLU layers"),
    "deep": N_("6 ReLU layers"),
}


def draw(section: Section) -> None:
    """Draw the choice of a network, accuracy against noise and step, and how its layers are shaken."""
    st.markdown(section.say("noise"))
    with st.container(horizontal=True):
        name = pick(_("Network"), NAMES, "sigmoid", key=f"{KEY}_network")
        times = pick_times(SECONDS, key=f"{KEY}_times")
    plans = [*(noisy_arms(name, seed) for seed in range(1, times + 1)), looked_into(name)]
    found = trained_all(plans, key=KEY, plan=_plan(section, plans[0], times))
    if found is None:
        return
    *finished, inside = found
    noise: float = st.select_slider(
        _("Noise"), STRENGTHS, 1.0, format_func="{:g}".format, key=f"{KEY}_noise", persist_state="session"
    )
    scored = by_strength(scores([each.outcome for each in finished], "accuracy"))
    figures = {"strengths": _strengths(scored, plans[0].steps), "steps": _steps(finished[0], noise)}
    live_panel(figures, (tuple(figures),), key=f"{KEY}_accuracy")
    st.markdown(_in_words(section, scored, noise))
    st.markdown(section.say("inside", steps=f"{INSIDE_STEPS:,}"))
    _inside(section, inside)


def _plan(section: Section, experiment: Experiment, times: int) -> str:
    gaussian = experiment.initialization == "gaussian"
    return section.say(
        "plan",
        seeds=seeds_text(times),
        depth=experiment.depth,
        units=experiment.units,
        activation=_(field("activation").labels[experiment.activation]),
        weights=_(field("initialization").labels[experiment.initialization]),
        deviation=f" (σ = {experiment.init_std:g})" if gaussian else "",
        rate=f"{experiment.arms[0].learning_rate:g}",
        steps=f"{experiment.steps:,}",
        inside=f"{INSIDE_STEPS:,}",
    )


def _strengths(scored: Mapping[Normalization, Array], steps: int) -> go.Figure:
    hues = named_hues([Arm(normalization=kind) for kind in KINDS])
    places = list(range(len(STRENGTHS)))
    return repeats_figure(
        [
            Repeats(name, places, scored[kind], hue)
            for kind, (name, hue) in zip(KINDS, hues.items(), strict=True)
        ],
        title=_("After {steps:,} steps").format(steps=steps),
        x=Axis(_("noise"), (-0.3, len(STRENGTHS) - 0.7)),
        y=_accuracy(),
        labels=[f"{noise:g}" for noise in STRENGTHS],
    )


def _steps(result: Trained, noise: float) -> go.Figure:
    experiment, tests = result.run.experiment, result.curves.tests
    shown = [(place, arm) for place, arm in enumerate(experiment.arms) if arm.noise in (0, noise)]
    curves = []
    hues = named_hues([arm for place, arm in shown])
    for (place, _arm), (name, hue) in zip(shown, hues.items(), strict=True):
        rows = tests[tests["arm"] == place]
        curves.append(Curve(name, rows["step"].to_numpy(), rows["test_accuracy"].to_numpy(), hue, size=5))
    return curves_figure(
        curves, title=_("On the way, seed 1"), x=Axis(_("step"), (0, experiment.steps)), y=_accuracy()
    )


def _accuracy() -> Axis:
    return Axis(_("test accuracy"), (0, 1), percent=True)


def _in_words(section: Section, scored: Mapping[Normalization, Array], noise: float) -> str:
    if noise == 0:
        return section.say("no_noise")
    place = STRENGTHS.index(noise)
    said: dict[str, str] = {}
    for kind, accuracies in scored.items():
        with_noise, without = accuracies[place], accuracies[0]
        said[kind] = section.say(
            "effect",
            before=per_cent(float(without.mean())),
            after=per_cent(float(with_noise.mean())),
            difference=difference_text(section, "accuracy", paired(with_noise, without)),
        )
    return section.say("measured", noise=f"{noise:g}", bn=said["batch"], plain=said["none"])


def _inside(section: Section, result: Trained) -> None:
    arms, digits = result.run.experiment.arms, result.digits
    moved = _restlessness(result.run.id, result)
    hues = named_hues(arms)
    layers = list(range(1, result.run.experiment.depth + 1))
    figure = curves_figure(
        [Curve(name, layers, row, hue) for (name, hue), row in zip(hues.items(), moved, strict=True)],
        title=_("From one training mini-batch to the next"),
        x=Axis(_("layer"), (0.7, len(layers) + 0.3), ticks=layers),
        y=Axis(_("W₁ in σ"), (0, 1.08 * max(0.01, float(np.nanmax(moved))))),
    )
    live_panel({"moved": figure}, (("moved",),), key=f"{KEY}_moved")
    chance, normalised = (f"{each:.2f}" for each in by_chance(result.run.experiment.batch_size))
    st.markdown(
        section.say("shaken", images=f"{len(digits.test_labels):,}", chance=chance, normalised=normalised)
    )
    st.markdown(_table(section, list(hues), moved, result.outcome.final()))


@st.cache_data(show_spinner=False, max_entries=16)
def _restlessness(run_id: str, _result: Trained) -> Array:
    """How far each layer of each arm moves from mini-batch to mini-batch, (arms, layers)."""
    experiment = _result.run.experiment
    batches = first_batches(experiment, _result.digits)
    kept = _result.networks(INSIDE_STEPS)
    return np.array(
        [
            restlessness(each.network, batches, arm.noise)
            for each, arm in zip(kept, experiment.arms, strict=True)
        ]
    )


def _table(section: Section, names: Sequence[str], moved: Array, accuracies: Sequence[float]) -> str:
    rows = [
        f"| {name} | {row.mean():.2f} σ | {per_cent(score)} |"
        for name, row, score in zip(names, moved, accuracies, strict=True)
    ]
    return "\n".join([section.say("table"), *rows])
