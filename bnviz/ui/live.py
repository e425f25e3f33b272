"""The live part of the lab: one run's status, curves, layers and formulas, redrawn in place."""

from __future__ import annotations

import time

import streamlit as st

from bnviz.experiment import Experiment, Setup
from bnviz.runs.database import StoreError
from bnviz.runs.feed import Curves, Feed
from bnviz.runs.run import Run
from bnviz.ui.curves import curve_figures
from bnviz.ui.formula_panel import formula_panel
from bnviz.ui.live_panel import live_panel
from bnviz.ui.plain import plain
from bnviz.ui.services import Services
from bnviz.ui.status import is_active, status_line

TICK = 0.5  # seconds between two looks at a run that is training
FIRST_POINT_WITHIN = 0.8  # seconds a click on Train waits for the first Snapshot before it shows anything
ROWS = (("loss", "accuracy"), ("layers",), ("shift",))


def live(services: Services, run: Run | None, setup: Setup, *, just_started: bool) -> None:
    """Show a run and follow it while it is active; without one, what `setup` would fill with curves."""
    feed = services.feed(run) if run else None
    if feed and just_started:
        _wait_for_first_point(feed)
    active = run is not None and is_active(run)
    # One fragment for all states: the figures stay where they are, and so does a reader's zoom.
    st.fragment(_show, run_every=TICK if active else None, key="live")(feed, setup, followed=active)


def _wait_for_first_point(feed: Feed) -> None:
    """Spare the visitor an empty picture: a warm worker needs less than the time to the next tick."""
    end = time.monotonic() + FIRST_POINT_WITHIN
    while feed.refresh()[1].tests.empty and time.monotonic() < end:
        time.sleep(0.02)


def _show(feed: Feed | None, setup: Setup, *, followed: bool) -> None:
    if feed is None:
        experiment = setup.experiment()
        st.progress(0.0, text=INVITATION)
        _picture(experiment, Curves.empty(len(experiment.arms)))
    else:
        _follow(feed, followed=followed)


def _follow(feed: Feed, *, followed: bool) -> None:
    try:
        run, curves = feed.refresh()
    except StoreError as error:
        st.error(plain(str(error)))  # the next tick tries again
        return
    if followed and not is_active(run):
        st.rerun()  # the page around this fragment changes too: Stop has nothing left to stop
    st.progress(run.step / run.steps, text=status_line(run))
    if run.error:
        st.error(plain(run.error))
    _picture(run.experiment, curves)


def _picture(experiment: Experiment, curves: Curves) -> None:
    left, right = st.columns([2.6, 1], gap="medium")
    with left:
        raw = bool(st.session_state.get("raw_shift"))
        live_panel(curve_figures(experiment, curves, raw_shift=raw), ROWS, key="curves")
        st.toggle(SHIFT_LABEL, key="raw_shift", help=SHIFT_HELP, persist_state="session")
    with right:
        formula_panel(experiment, curves.units)


INVITATION = (
    "The networks learn to read handwritten digits (MNIST), with Batch Normalization (BN) and without. "
    "Make a guess, then press **Train**."
)
SHIFT_LABEL = "Shift in raw units: without, a layer that starts almost constant looks as if it moved most"
SHIFT_HELP = (
    "The shift is the Wasserstein-1 distance of a unit's distribution from its first one, averaged over the "
    "layer's units. Divided by the first standard deviation, a layer that starts almost constant shows a "
    "huge shift for that alone: look at the raw distance too."
)
