"""The trained networks of a lesson: asked for with a button, watched while they train, then at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.checkpoints import Kept, networks
from bnviz.runs.feed import Curves
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.ui.data_notice import data_notice
from bnviz.ui.datasets import dataset
from bnviz.ui.live_panel import live_panel
from bnviz.ui.picture import picture
from bnviz.ui.plain import plain
from bnviz.ui.services import Services, services
from bnviz.ui.status import is_active, status_line
from bnviz.ui.views import PROGRESS

TICK = 0.5  # seconds between two looks at a run that is training
DEVICE = "cpu"  # a lesson's networks train within seconds, and every machine has one


@dataclass(frozen=True)
class Trained:
    """A finished run of a lesson's experiment.

    Attributes:
        run: the run.
        curves: what it recorded over its steps.
        digits: the data it was trained on.
        store: where the rest of it is.
    """

    run: Run
    curves: Curves
    digits: Dataset
    store: Store

    def networks(self, step: int) -> tuple[Kept, ...]:
        """The networks as they were at a checkpoint, one an arm."""
        return _networks(self.run.id, step, self.store, self.run)


def trained(experiment: Experiment, *, key: str, label: str = "Train the networks") -> Trained | None:
    """The finished run of an experiment; until there is one, a button that trains it, and its progress.

    The same experiment is one run for all visitors, so a class waits for it once.

    Args:
        experiment: what is to be trained.
        key: of the widgets.
        label: of the button.
    """
    shared = services()
    run = shared.find(experiment, DEVICE)
    data_notice(shared.library)
    if run is None:
        _offer(shared, experiment, key, label)
        return None
    if is_active(run):
        st.fragment(_watch, run_every=TICK, key=f"{key}_watch")(shared, run, key)
        return None
    st.caption(f"{status_line(run)}  \n{_plan(experiment)}")
    return Trained(run, shared.feed(run).refresh()[1], dataset(run.data_name), shared.store)


def _offer(shared: Services, experiment: Experiment, key: str, label: str) -> None:
    _tell_failure(shared, key)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(label, type="primary", icon=":material/play_arrow:", key=f"{key}_train"):
            st.session_state[_asked(key)] = shared.submit(experiment, DEVICE).id
            st.rerun()
        st.caption(_plan(experiment), width="content")


def _tell_failure(shared: Services, key: str) -> None:
    """Say so if what this visitor asked for did not end well."""
    asked = st.session_state.get(_asked(key))
    run = shared.store.get(asked) if asked else None
    if run and run.error:
        st.error(plain(run.error))


def _watch(shared: Services, run: Run, key: str) -> None:
    now, curves = shared.feed(run).refresh()
    if not is_active(now):
        st.rerun()  # the section around this has networks to work with
    st.progress(now.step / now.steps, text=status_line(now))
    live_panel(PROGRESS.figures(picture((now.experiment, curves))), PROGRESS.rows, key=f"{key}_curves")


@st.cache_resource(show_spinner=False, max_entries=64)
def _networks(run_id: str, step: int, _store: Store, _run: Run) -> tuple[Kept, ...]:
    return tuple(networks(_store, _run, step))


def _plan(experiment: Experiment) -> str:
    """An experiment in a line."""
    names: Sequence[str] = experiment.arm_names()
    return (
        f"{' and '.join(names)}: {experiment.depth} × {experiment.width} {experiment.activation}, "
        f"{experiment.steps:,} steps, mini-batches of {experiment.batch_size}."
    )


def _asked(key: str) -> str:
    return f"{key}_asked"
