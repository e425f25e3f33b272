"""What all sections of the lesson draw: the choices, the maps, the region in numbers, and one cell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from bnviz.language import _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.sweeps.plans import Sweep, Varied
from bnviz.lessons.sweeps.results import Results, best_in_columns
from bnviz.runs.feed import Curves
from bnviz.runs.run import Run
from bnviz.ui.lesson_run import trained_all
from bnviz.ui.sweeps.choice import KINDS, Painted, choose_painted, choose_sweep, chosen_square
from bnviz.ui.sweeps.maps import maps, reading
from bnviz.ui.sweeps.one_network import one_network


def board(section: Section, varied: Varied) -> None:
    """Draw a sweep: it is painted while it trains, and what is done stays after a stop."""
    key = f"sweeps_{section.name}"
    sweep = choose_sweep(varied, key)
    painted = choose_painted(key)

    def paint(now: Sequence[tuple[Run, Curves]]) -> None:
        _paint(section, sweep, painted, now, key)

    networks = len(sweep.rows) * len(sweep.rates) * len(sweep.normalizations)
    plan = _("{networks} networks of 100 units a layer, {steps:,} steps each")
    finished = trained_all(
        sweep.experiments(),
        key=key,
        label=_("Train all {networks} networks").format(networks=networks),
        live=paint,
        plan=plan.format(networks=networks, steps=sweep.settings["steps"]),
    )
    if finished:
        paint([(each.run, each.curves) for each in finished])


def _paint(
    section: Section, sweep: Sweep, painted: Painted, now: Sequence[tuple[Run, Curves]], key: str
) -> None:
    known = {run.experiment.canonical(): (run, curves) for run, curves in now}
    results = Results(sweep, [known.get(row.canonical()) for row in sweep.experiments()])
    chosen = chosen_square(sweep, key)
    maps(results, painted, chosen, key)
    st.markdown(section.say("chosen", reading=reading(results, painted, chosen)))
    st.caption(section.say("legend"))
    if not results.seen().any():
        return
    st.markdown(_region(section, results, painted))
    if gap := results.gap():
        st.caption(section.say("sets", gap=f"{100 * gap:.1f}"))
    st.markdown(_table(results, painted))
    st.caption(section.say("table"))
    st.markdown(section.say("cell"))
    one_network(section, results, key)


def _region(section: Section, results: Results, painted: Painted) -> str:
    """The width of the working region of each normalization, in numbers."""
    cells = len(results.sweep.rows) * len(results.sweep.rates)
    way, end = (
        ", ".join(
            f"{_(KINDS[kind])} **{count(kind, painted.accuracy)}**" for kind in results.sweep.normalizations
        )
        for count in (results.reached, results.reached_at_end)
    )
    return section.say("region", accuracy=per_cent(painted.accuracy, 0), cells=cells, way=way, end=end)


def _table(results: Results, painted: Painted) -> str:
    """For each learning rate the best accuracy of its column, and the fewest steps to the accuracy."""
    head = [_("learning rate"), *(f"{rate:g}" for rate in results.sweep.rates)]
    rows = [head, ["---"] * len(head)]
    for kind in results.sweep.normalizations:
        best = best_in_columns(results.map(kind, "best"), least=False)
        steps = best_in_columns(results.map(kind, "steps", painted.accuracy), least=True)
        name, accuracy = _(KINDS[kind]), per_cent(painted.accuracy, 0)
        title = _("{name}: best, %").format(name=name)
        rows.append([title, *(_told(100 * value, "{:.1f}") for value in best)])
        title = _("{name}: steps to {accuracy}").format(name=name, accuracy=accuracy)
        rows.append([title, *(_told(value, "{:,.0f}") for value in steps)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _told(value: float, form: str) -> str:
    return form.format(value) if math.isfinite(value) else "–"
