"""The cures: population statistics in three ways, on the same weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.statistics_looks import STATISTICS
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.test_time.network import CHECKPOINTS, EXPERIMENT, MOST_MINI_BATCHES
from bnviz.lessons.test_time.written_out import algorithm_2_tex, precise_tex, running_tex
from bnviz.maths.batch_norm import Statistics
from bnviz.ui.live_panel import live_panel
from bnviz.ui.test_time.measured import CURES, accuracy_of, running_way, training_history
from bnviz.ui.test_time.networks import END, Subject, subject
from bnviz.ui.test_time.unit_choice import unit_choice

KEY = "test_time_cures"
SIZE = EXPERIMENT.batch_size
WEIGHTS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
NESTED = (  # lines and pixels of symbols: what lies at the same place is seen all the same
    ("markers", 20),
    ("lines+markers", 12),
    ("lines+markers", 9),
    ("lines+markers", 6),
)
SHOWN_STEPS = (50, 200, END)
WARMING_UP = {
    "mean": N_("Mean of Wu, unit {unit} of layer {layer}"),
    "variance": N_("Variance of Wu, unit {unit} of layer {layer}"),
}


class Settings(NamedTuple):
    """What the visitor chose: K, and the weight of the newest mini-batch."""

    mini_batches: int
    weight: float

    def of(self, cure: str) -> float:
        """The setting of one cure."""
        return {"batch": SIZE, "running": self.weight}.get(cure, self.mini_batches)


def draw(section: Section) -> None:
    """Draw the accuracy under each cure, the averages' warm-up, and the arithmetic of one unit."""
    found = subject()
    if found is None:
        return
    st.markdown(section.say("accuracy"))
    settings = _choose()
    _accuracies(section, found, settings)
    st.markdown(_warming_up(section, settings.weight))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        layer, unit = unit_choice(KEY)
        shown: int = st.segmented_control(
            _("Steps shown"),
            SHOWN_STEPS,
            default=SHOWN_STEPS[1],
            key=f"{KEY}_shown",
            required=True,
            persist_state="session",
        )
    _warm_up(found, settings.weight, layer, unit, shown)
    _written_out(section, found, settings, layer, unit)


def _choose() -> Settings:
    columns = st.columns(2, gap="large")
    count: int = columns[0].slider(
        _("K, the mini-batches whose statistics are collected"),
        1,
        MOST_MINI_BATCHES,
        MOST_MINI_BATCHES,
        key=f"{KEY}_count",
        persist_state="session",
    )
    weight: float = columns[1].select_slider(
        _("Weight of the newest mini-batch (Keras: of the old average)"),
        WEIGHTS,
        0.1,
        format_func=lambda weight: f"{weight:g} (Keras {1 - weight:g})",
        key=f"{KEY}_weight",
        persist_state="session",
    )
    return Settings(count, weight)


def _accuracies(section: Section, found: Subject, settings: Settings) -> None:
    with st.spinner(_("Asking the networks …")):
        measured = {
            cure: [accuracy_of(found, step, cure, settings.of(cure)) for step in CHECKPOINTS]
            for cure in CURES
        }
    figure = curves_figure(
        [
            Curve(_(CURES[cure]), CHECKPOINTS, values, STATISTICS[cure], *look)
            for (cure, values), look in zip(measured.items(), NESTED, strict=True)
        ],
        title=_("Test accuracy under each cure"),
        x=Axis(_("step (logarithmic)"), (17, 2400), CHECKPOINTS, logarithmic=True),
        y=Axis(_("accuracy"), (0, 1), percent=True),
        height=320,
    )
    live_panel({"accuracy": figure}, (("accuracy",),), key=f"{KEY}_accuracy")
    for place in (0, -1):
        st.markdown(
            section.say(
                "measured",
                step=f"{CHECKPOINTS[place]:,}",
                count=settings.mini_batches,
                weight=f"{settings.weight:g}",
                samples=f"{settings.mini_batches * SIZE:,}",
                **{cure: f"**{per_cent(values[place])}**" for cure, values in measured.items()},
            )
        )


def _warming_up(section: Section, weight: float) -> str:
    said = section.say("warm_up", weight=f"{weight:g}", old=f"{1 - weight:g}")
    memory = "newest_only" if weight == 1 else "memory"
    return f"{said} {section.say(memory, memory=f'{1 / weight:,.0f}')}"


def _warm_up(found: Subject, weight: float, layer: int, unit: int, shown: int) -> None:
    batches, way = training_history(found)[layer - 1], running_way(found, weight)[layer - 1]
    figures = {
        name: curves_figure(
            [
                Curve(_("mini-batches"), range(1, shown + 1), of_batches, STATISTICS["batch"], "markers", 5),
                Curve(_("running average"), range(shown + 1), running, STATISTICS["running"], "lines"),
            ],
            title=_(WARMING_UP[name]).format(unit=unit, layer=layer),
            x=Axis(_("step"), (0, shown)),
            y=Axis(_(name)),
        )
        for name, of_batches, running in (
            (N_("mean"), batches.mean[:shown, unit - 1], way.mean[: shown + 1, unit - 1]),
            (N_("variance"), batches.variance[:shown, unit - 1], way.variance[: shown + 1, unit - 1]),
        )
    }
    live_panel(figures, (tuple(figures),), key=f"{KEY}_warm_up")


def _written_out(section: Section, found: Subject, settings: Settings, layer: int, unit: int) -> None:
    kept = found.mini_batches().first(settings.mini_batches).layers[layer - 1]
    means, variances = kept.mean[:, unit - 1], kept.variance[:, unit - 1]
    st.markdown(section.say("written", count=settings.mini_batches))
    st.latex(algorithm_2_tex(means, variances, SIZE))
    st.markdown(section.say("precise", samples=f"{settings.mini_batches * SIZE:,}"))
    st.latex(precise_tex(means, variances))
    st.markdown(section.say("running"))
    before, batch = _last_step(found, settings.weight, layer, unit)
    st.latex(running_tex(before, batch, SIZE, settings.weight))
    biased = float(batch.variance)
    unbiased = biased * SIZE / (SIZE - 1)
    st.markdown(section.say("convention", biased=digits(biased), unbiased=digits(unbiased)))


def _last_step(found: Subject, weight: float, layer: int, unit: int) -> tuple[Statistics, Statistics]:
    """One unit's running averages before the last step, and the statistics of that step's mini-batch."""
    way, batches = running_way(found, weight)[layer - 1], training_history(found)[layer - 1]
    before = Statistics(*(np.asarray(values[END - 1, unit - 1]) for values in way))
    return before, Statistics(*(np.asarray(values[END - 1, unit - 1]) for values in batches))
