"""The maps of a sweep, one for each normalization, and which cell was clicked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment.settings import Normalization
from bnviz.figures.lesson.sweep_map import Axis, Scale, sweep_map_figure
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.sweeps.plans import Sweep, Varied
from bnviz.lessons.sweeps.results import Measure, Results, best_place
from bnviz.ui.live_panel import live_panel, picked
from bnviz.ui.sweeps.choice import KINDS, PAINTED, Painted

TITLES: Mapping[Varied, str] = MappingProxyType(
    {"init_std": N_("init σ"), "depth": N_("hidden layers"), "batch_size": N_("mini-batch")}
)
CHANCE = 0.1
ROUNDING = 1e-4  # of a per cent: accuracies are kept as 32-bit numbers
LOW: tuple[Measure, ...] = ("steps", "loss")  # the less, the better


def maps(results: Results, painted: Painted, chosen: tuple[int, int], key: str) -> None:
    """Draw the maps side by side; a click chooses the cell."""
    figures, board = map_figures(results, painted, chosen), f"{key}_maps"
    live_panel(figures, (tuple(figures),), key=board, on_pick=lambda: _take(results.sweep, board, key))


def map_figures(results: Results, painted: Painted, chosen: tuple[int, int]) -> dict[str, go.Figure]:
    """A map for each normalization, all on one scale; the chosen cell has a ring."""
    sweep, scale = results.sweep, _scale(painted, results.sweep)
    return {
        kind: sweep_map_figure(
            (values := results.map(kind, painted.measure, painted.accuracy)),
            scale=scale,
            x=Axis(_("learning rate"), [f"{rate:g}" for rate in sweep.rates]),
            y=Axis(_(TITLES[sweep.varied]), [f"{value:g}" for value in sweep.rows]),
            title=f"{_(KINDS[kind])}: {_subject(painted)}",
            diverged=results.diverged(kind),
            seen=results.seen(),
            best=best_place(values, least=painted.measure in LOW),
            chosen=chosen,
        )
        for kind in sweep.normalizations
    }


def reading(results: Results, painted: Painted, chosen: tuple[int, int]) -> str:
    """What the maps show of the chosen cell, in words, with a digit more than there."""
    sweep, (row, column) = results.sweep, chosen
    place = _("{varied} {value:g}, learning rate {rate:g}").format(
        varied=_(TITLES[sweep.varied]), value=sweep.rows[row], rate=sweep.rates[column]
    )
    if results.rows[row] is None:
        return _("{place}: nothing recorded yet").format(place=place)
    values = [f"{_(KINDS[kind])} {_value(results, painted, kind, chosen)}" for kind in sweep.normalizations]
    return f"{place}. {_subject(painted).capitalize()}: {', '.join(values)}"


def _value(results: Results, painted: Painted, kind: Normalization, at: tuple[int, int]) -> str:
    value = float(results.map(kind, painted.measure, painted.accuracy)[at])
    if results.diverged(kind)[at]:
        return _("diverged")
    if not math.isfinite(value):
        return _("never")
    return per_cent(value) if painted.measure in ("end", "best") else f"{value:,.4g}"


def _take(sweep: Sweep, board: str, key: str) -> None:
    """A click puts its cell into the choices below the maps."""
    pick = picked(board)
    if pick and pick.cell and pick.cell[0] < len(sweep.rates) and pick.cell[1] < len(sweep.rows):
        st.session_state[f"{key}_column"] = sweep.rates[pick.cell[0]]
        st.session_state[f"{key}_row"] = sweep.rows[pick.cell[1]]


def _subject(painted: Painted) -> str:
    if painted.measure == "steps":
        return _("steps to {accuracy}").format(accuracy=per_cent(painted.accuracy, 0))
    return _(PAINTED[painted.measure])


def _scale(painted: Painted, sweep: Sweep) -> Scale:
    if painted.measure == "steps":
        steps = sweep.settings["steps"]
        return Scale((0, steps), [(0, "0"), (steps / 2, f"{steps // 2:,}"), (steps, f"{steps:,}")],
                     lambda value: f"{value:.0f}", _(" steps"), bright_is_low=True)  # fmt: skip
    if painted.measure == "loss":
        chance = _("{value} chance").format(value="2.3")
        ticks = [(0.1, "0.1"), (0.3, "0.3"), (1, "1"), (2.303, chance), (10, "10")]
        return Scale((0.1, 10), ticks, _loss, bright_is_low=True, logarithmic=True)
    ticks = [(share, per_cent(share, 0)) for share in (0, CHANCE, 0.5, 0.9, 1)]
    ticks[1] = CHANCE, _("{value} chance").format(value=per_cent(CHANCE, 0))
    return Scale((0, 1), ticks, _whole_per_cent, _(" %"))


def _loss(value: float) -> str:
    """Three digits in little room: ".101", "2.37"."""
    return f"{value:.3f}".lstrip("0") if value < 1 else f"{value:#.3g}"


def _whole_per_cent(share: float) -> str:
    """Rounded down, so that a square that says 90 has 90 %, and is counted."""
    return f"{math.floor(100 * share + ROUNDING)}"
