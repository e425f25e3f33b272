"""What a visitor chooses to sweep, and what of it is painted."""

from __future__ import annotations

from typing import NamedTuple, get_args

import streamlit as st

from bnviz.experiment.settings import Activation, Normalization
from bnviz.fields import field
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.sweeps.plans import DEFAULTS, Grid, Sweep, Varied, sweep
from bnviz.lessons.sweeps.results import Measure

KINDS: dict[Normalization, str] = {"batch": "BN", "none": N_("no BN"), "layer": N_("Layer Norm")}
PAINTED: dict[Measure, str] = {
    "end": N_("accuracy at the end"),
    "best": N_("best accuracy on the way"),
    "steps": N_("steps to an accuracy"),
    "loss": N_("test loss at the end"),
}
STEPS = (300, 500, 1_000, 3_000)
ACCURACIES = (0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97)


class Painted(NamedTuple):
    """What the maps show, and the accuracy that is to be reached."""

    measure: Measure
    accuracy: float


def choose_sweep(varied: Varied, key: str) -> Sweep:
    """The sweep that the visitor wants; the widgets' names start with `key`."""
    defaults = DEFAULTS[varied]
    columns = st.columns([1.2, 1, 1, 1.7, 0.8], vertical_alignment="bottom")
    labels = field("activation").labels
    activation: Activation = columns[0].selectbox(
        _("Nonlinearity"),
        get_args(Activation),
        get_args(Activation).index(defaults.activation),
        format_func=lambda name: _(labels[name]),
        key=f"{key}_activation",
        persist_state="session",
    )
    grid: Grid = columns[1].segmented_control(
        _("Grid"),
        get_args(Grid),
        default=defaults.grid,
        required=True,
        key=f"{key}_grid",
        persist_state="session",
    )
    steps: int = columns[2].selectbox(
        _("Steps"),
        STEPS,
        STEPS.index(defaults.steps),
        format_func=lambda steps: f"{steps:,}",
        key=f"{key}_steps",
        persist_state="session",
    )
    seed: int = columns[4].number_input(_("Seed"), 0, 9_999, 1, key=f"{key}_seed", persist_state="session")
    return sweep(
        varied,
        grid,
        normalizations=_kinds(columns[3], key),
        activation=activation,
        steps=steps,
        seed=seed,
    )


def choose_painted(key: str) -> Painted:
    """What the maps are to show."""
    left, right = st.columns(2, gap="large", vertical_alignment="bottom")
    measure: Measure = left.selectbox(
        _("The maps show"),
        list(PAINTED),
        format_func=lambda measure: _(PAINTED[measure]),
        key=f"{key}_measure",
        persist_state="session",
    )
    accuracy: float = right.select_slider(
        _("The accuracy to reach"),
        ACCURACIES,
        0.9,
        format_func=lambda accuracy: per_cent(accuracy, 0),
        key=f"{key}_accuracy",
        persist_state="session",
    )
    return Painted(measure, accuracy)


def chosen_square(sweep: Sweep, key: str) -> tuple[int, int]:
    """The row and column, from 0, of the square that was clicked on a map or chosen below the maps."""
    names = f"{key}_row", f"{key}_column"
    for name, known in zip(names, (sweep.rows, sweep.rates), strict=True):
        if st.session_state.get(name) not in known:  # of another grid
            st.session_state[name] = known[len(known) // 2]
    row, column = (st.session_state[name] for name in names)
    return sweep.rows.index(row), sweep.rates.index(column)


def _kinds(column: st.delta_generator.DeltaGenerator, key: str) -> tuple[Normalization, ...]:
    """The normalizations that are compared, in the house's order; the first two if none is chosen."""
    chosen = column.pills(
        _("Compared"),
        list(KINDS),
        selection_mode="multi",
        default=["batch", "none"],
        format_func=lambda kind: _(KINDS[kind]),
        key=f"{key}_kinds",
        persist_state="session",
    )
    return tuple(kind for kind in KINDS if kind in chosen) or ("batch", "none")
