"""Algorithm 1 beside the plots, with the numbers of one unit of the network that is training."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from bnviz.experiment import Experiment
from bnviz.lessons.formulas import Formula, UnitBatch, algorithm_1

WATCHED_UNITS = 8  # of each layer, as many as a run records
COLUMNS = {
    "mean": "batch_mean",
    "variance": "batch_var",
    "gamma": "gamma",
    "beta": "beta",
    "example": "example",
}


def formula_panel(experiment: Experiment, units: pd.DataFrame) -> None:
    """Draw the formulas; with numbers, once `units` has a mini-batch of an arm with Batch Normalization."""
    st.markdown("##### Batch Normalization, line by line")
    row = _choose(experiment, units)
    with st.container(key="formulas"):
        st.markdown("\n".join(map(_block, algorithm_1(None if row is None else _unit_batch(row)))))
    step = "this step" if row is None else f"step {row['step']:,.0f}"
    st.caption(
        f"$x_i$: what the unit gets, $Wu$, for image $i$ of the $m={experiment.batch_size}$ of {step}. "
        r"$\gamma$ and $\beta$ are learned; $\epsilon=10^{-5}$."
    )


def _block(formula: Formula) -> str:
    """A formula as Markdown: its name, how it is written, and its numbers."""
    lines = rf"\begin{{gathered}}{formula.latex}\\[4pt] \small {formula.numbers}\end{{gathered}}"
    return f":small[:gray[{formula.name}]]\n\n$$\n{lines}\n$$\n"


def _choose(experiment: Experiment, units: pd.DataFrame) -> pd.Series | None:
    """Let the visitor pick a layer and a unit; its newest row that has a mini-batch, or None."""
    arm = next((i for i, arm in enumerate(experiment.arms) if arm.normalization == "batch"), None)
    if arm is None:
        st.caption("This run has no arm with Batch Normalization: the formulas stay without numbers.")
        return None
    with st.container(horizontal=True, gap="small"):
        layer = st.selectbox(
            "Layer", range(1, experiment.depth + 1), key="formula_layer", persist_state="session"
        )
        units_shown = range(1, min(WATCHED_UNITS, experiment.width) + 1)
        unit = st.selectbox(
            "Unit",
            units_shown,
            key="formula_unit",
            help=f"A run keeps the numbers of each layer's first {WATCHED_UNITS} units.",
            persist_state="session",
        )
    chosen = units[(units["arm"] == arm) & (units["layer"] == layer) & (units["unit"] == unit)]
    chosen = chosen[chosen["batch_mean"].notna()]
    return None if chosen.empty else chosen.iloc[-1]


def _unit_batch(row: pd.Series) -> UnitBatch:
    return UnitBatch(**{name: float(row[column]) for name, column in COLUMNS.items()})
