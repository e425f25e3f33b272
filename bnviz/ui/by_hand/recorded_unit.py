"""A unit of a network that was really trained: its values in the last mini-batch that a run kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import pandas as pd
import streamlit as st

from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.ui.plain import plain
from bnviz.ui.services import services
from bnviz.ui.status import description

T = TypeVar("T")

RUNS = 20  # the newest, to choose from
NO_RUN = "No run has kept a mini-batch yet: train a network with Batch Normalization in the lab first."


class RecordedUnit(NamedTuple):
    """What reached a unit, x, and what came back to its output, ∂ℓ/∂y: a number for each image."""

    x: tuple[float, ...]
    gradient: tuple[float, ...]


def recorded_unit() -> RecordedUnit | None:
    """Let the visitor choose a run, an arm, a layer and a unit; None if there is no run to choose."""
    try:
        runs = [run for run in services().store.recent(RUNS) if run.step and _normalises(run)]
        if not runs:
            st.caption(NO_RUN)
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
        run = _choice("Run", named, lambda run_id: description(named[run_id]))
        batches = services().store.read_at(run.id, "batches", run.steps)
        if batches.empty:
            st.caption(NO_RUN)
            return None
        for column in ("arm", "layer", "unit"):
            batches = batches[batches[column] == _value(column, batches, run)]
    row = batches.iloc[0]
    st.caption(f"Its mini-batch at step {row['step']:,}, the last Snapshot.")
    return RecordedUnit(tuple(map(float, row["x"])), tuple(map(float, row["gradient"])))


def _value(column: str, batches: pd.DataFrame, run: Run) -> int:
    """The arm, layer or unit that is wanted, which is a choice only where there are several."""
    found = sorted(map(int, batches[column].unique()))
    if len(found) == 1:
        return found[0]
    names = run.experiment.arm_names()
    options = {names[value] if column == "arm" else str(value): value for value in found}
    return _choice(column.capitalize(), options)


def _choice(title: str, options: dict[str, T], words: Callable[[str], str] = str) -> T:
    key = f"by_hand_run_{title}"
    if st.session_state.get(key) not in options:  # another run had it
        st.session_state.pop(key, None)
    return options[st.selectbox(title, list(options), format_func=words, key=key)]
