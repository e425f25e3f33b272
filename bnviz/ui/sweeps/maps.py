"""The maps of a sweep, one for each normalization, and which cell was clicked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.sweep_map import Axis, Scale, sweep_map_figure
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.sweeps.plans import Sweep, Varied
from bnviz.lessons.sweeps.results import Measure, Results, best_place
from bnviz.ui.live_panel import live_panel, picked
from bnviz.ui.sweeps.choice import KINDS, PAINTED, Painted

TITLES: Mapping[Varied, str] = MappingProxyType(
    {"init_std": "init σ", "depth": "hidden layers", "batch_size": "mini-batch"}
)
CHANCE = 0.1
LOW: tuple[Measure, ...] = ("steps", "loss")  # the less, the better


def maps(results: Results, painted: Painted, key: str) -> None:
    """Draw the maps side by side; a click chooses the cell."""
    figures, board = map_figures(results, painted), f"{key}_maps"
    live_panel(figures, (tuple(figures),), key=board, on_pick=lambda: _take(results.sweep, board, key))


def map_figures(results: Results, painted: Painted) -> dict[str, go.Figure]:
    """A map for each normalization, all on one scale."""
    sweep, scale = results.sweep, _scale(painted, results.sweep)
    return {
        kind: sweep_map_figure(
            (values := results.map(kind, painted.measure, painted.accuracy)),
            scale=scale,
            x=Axis("learning rate", [f"{rate:g}" for rate in sweep.rates]),
            y=Axis(TITLES[sweep.varied], [f"{value:g}" for value in sweep.rows]),
            title=f"{KINDS[kind]}: {_subject(painted)}",
            diverged=results.diverged(kind),
            seen=results.seen(),
            best=best_place(values, least=painted.measure in LOW),
        )
        for kind in sweep.normalizations
    }


def _take(sweep: Sweep, board: str, key: str) -> None:
    """A click puts its cell into the choices below the maps."""
    pick = picked(board)
    if pick and pick.cell and pick.cell[0] < len(sweep.rates) and pick.cell[1] < len(sweep.rows):
        st.session_state[f"{key}_column"] = sweep.rates[pick.cell[0]]
        st.session_state[f"{key}_row"] = sweep.rows[pick.cell[1]]


def _subject(painted: Painted) -> str:
    if painted.measure == "steps":
        return f"steps to {per_cent(painted.accuracy, 0)}"
    return PAINTED[painted.measure]


def _scale(painted: Painted, sweep: Sweep) -> Scale:
    if painted.measure == "steps":
        steps = sweep.settings["steps"]
        return Scale((0, steps), [(0, "0"), (steps / 2, f"{steps // 2:,}"), (steps, f"{steps:,}")],
                     lambda value: f"{value:.0f}", " steps", bright_is_low=True)  # fmt: skip
    if painted.measure == "loss":
        ticks = [(0.1, "0.1"), (0.3, "0.3"), (1, "1"), (2.303, "2.3 chance"), (10, "10")]
        return Scale((0.1, 10), ticks, lambda value: f"{value:.2g}", " nats",
                     bright_is_low=True, logarithmic=True)  # fmt: skip
    ticks = [(0, "0 %"), (CHANCE, "10 % chance"), (0.5, "50 %"), (0.9, "90 %"), (1, "100 %")]
    return Scale((0, 1), ticks, lambda value: f"{100 * value:.0f}", " %")
