"""A unit of a network that was really trained: its values in the last mini-batch that a run kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import pandas as pd
import streamlit as st

from bnviz.language import N_, _
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.ui.plain import plain
from bnviz.ui.services import services
from bnviz.ui.status import description

T = TypeVar("T")

RUNS = 20  # the newest, to choose from
NO_RUN = N_("No run has kept a mini-batch yet: train a network with Batch Normalization in the lab first.")
TITLES = {"Run": N_("Run"), "Arm": N_("Arm"), "Layer": N_("Layer"), "Unit": N_("Unit")}


class RecordedUnit(NamedTuple):
    """What reached a unit, x, and what came back to its output, ∂ℓ/∂y: a number for each image."""

    x: tuple[float, ...]
    gradient: tuple[float, ...]


def recorded_unit() -> RecordedUnit | None:
    """Let the visitor choose a run, an arm, a layer and a unit; None if there is no run to choose."""
    try:
        runs = [run for run in services().store.recent(RUNS) if run.step and _normalises(run)]
        if not runs:
            st.caption(_(NO_RUN))
            return None
        return _choose(runs)
    except StoreError as error:
        st.error(plain(str(error)))
        return None


def _normalises(run: Run) -> bool:
    return any(arm.normalization == "batch" for arm in run.experiment.arms)


def _choose(runs: Sequence[Run]) -> RecordedUnit | None:
    with st.container(horizontal=True, key="by_hand_run_choice"):
        named = {run.id: run for run in runs}
        run = named[_choice("Run", list(named), lambda run_id: description(named[run_id]))]
        batches = services().store.read_at(run.id, "batches", run.steps)
        if batches.empty:
            st.caption(_(NO_RUN))
            return None
        for column in ("arm", "layer", "unit"):
            batches = batches[batches[column] == _value(column, batches, run)]
    row = batches.iloc[0]
    told = _("Its mini-batch at step {step:,}, the last Snapshot.")
    st.caption(told.format(step=row["step"]))
    return RecordedUnit(tuple(map(float, row["x"])), tuple(map(float, row["gradient"])))


def _value(column: str, batches: pd.DataFrame, run: Run) -> int:
    """The arm, layer or unit that is wanted, which is a choice only where there are several."""
    found = sorted(map(int, batches[column].unique()))
    if len(found) == 1:
        return found[0]
    names = run.experiment.arm_names()
    return _choice(column.capitalize(), found, names.__getitem__ if column == "arm" else str)


def _choice(name: str, options: Sequence[T], words: Callable[[T], str]) -> T:
    key = f"by_hand_run_{name}"
    if st.session_state.get(key) not in options:  # another run had it
        st.session_state.pop(key, None)
    return st.selectbox(_(TITLES[name]), options, format_func=words, key=key)
