"""Several runs on the same axes: curves, and one of the lab's views of their layers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bnviz.language import N_, _
from bnviz.runs.database import StoreError
from bnviz.runs.feed import Curves
from bnviz.runs.run import Run
from bnviz.ui.drawing import view_sheet
from bnviz.ui.errors import errors_told
from bnviz.ui.live_panel import show_sheet
from bnviz.ui.runs_page.chosen import MOST
from bnviz.ui.services import Services
from bnviz.ui.status import is_active
from bnviz.views.picture import Picture
from bnviz.views.views import PROGRESS, VIEWS

LABELS = "ABCDEF"[:MOST]
"""What the figures call the runs: a name would be too long for them."""
MOST_ARMS = 24
"""In all: of more, the figures would be too small to read."""
SHOWN = {name: view for name, view in VIEWS.items() if view.rows}


def on_same_axes(shared: Services, runs: Sequence[Run]) -> None:
    """Draw it, and follow what still trains."""
    arms = sum(len(run.experiment.arms) for run in runs)
    if arms > MOST_ARMS:
        st.info(_(TOO_MANY).format(arms=arms, most=MOST_ARMS))
        return
    followed = any(map(is_active, runs))
    st.fragment(_show, run_every=shared.interval() if followed else None, key="runs_overlay")(
        shared, runs, followed
    )


@errors_told()  # the next tick tries again
def _show(shared: Services, runs: Sequence[Run], followed: bool) -> None:
    seen = _look(shared, runs)
    if any(is_active(run) != is_active(now) for run, (now, _) in zip(runs, seen, strict=True)):
        st.rerun()  # the page around this has results to show
    if followed:
        shared.keep_time()
    shown = shared.gallery.picture(seen, LABELS[: len(runs)])
    show_sheet(view_sheet(PROGRESS, shown), key="runs_progress")
    _layers(shown, runs)


def _look(shared: Services, runs: Sequence[Run]) -> list[tuple[Run, Curves]]:
    try:
        return [shared.look(run) for run in runs]
    except StoreError:
        if any(shared.store.get(run.id) is None for run in runs):
            st.rerun()  # the page around this leaves out what is gone
        raise


def _layers(shown: Picture, runs: Sequence[Run]) -> None:
    without = [label for label, run in zip(LABELS, runs, strict=False) if run.experiment.detail == "scores"]
    if without:
        st.info(_(NO_LAYERS).format(runs=", ".join(without)))
    if len(without) == len(runs):
        return
    name = st.segmented_control(
        _("View"),
        list(SHOWN),
        default=next(iter(SHOWN)),
        format_func=lambda name: _(SHOWN[name].title),
        required=True,
        key="runs_view",
        label_visibility="collapsed",
        persist_state="session",
    )
    show_sheet(view_sheet(SHOWN[name], shown), key="runs_layers")


TOO_MANY = N_(
    "Together these runs have {arms} networks, and {most} are the most that can be told apart: take one away."
)
NO_LAYERS = N_("Of {runs} only loss and accuracy were kept.")
